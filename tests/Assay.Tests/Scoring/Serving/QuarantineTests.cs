using Assay.Scoring.Serving;

namespace Assay.Tests.Scoring.Serving;

public sealed class QuarantineTests
{
    [Fact]
    public void One_death_changes_nothing_two_set_apart_and_more_put_off_for_longer_each_time()
    {
        Assert.Equal([false, false, true, true, true], Enumerable.Range(0, 5).Select(Quarantine.IsAlone));
        Assert.Equal([null, null, null, 30.0, 60.0, 120.0], Enumerable.Range(0, 6).Select(deaths => Quarantine.PutOff(deaths, key: 0)?.TotalSeconds));
        Assert.Equal(TimeSpan.FromHours(24), Quarantine.PutOff(40, key: 0));
        Assert.Equal(TimeSpan.FromHours(24), Quarantine.PutOff(int.MaxValue, key: 15));
    }

    [Fact]
    public void Two_that_died_together_do_not_come_back_together()
    {
        Assert.NotEqual(Quarantine.PutOff(3, key: 7), Quarantine.PutOff(3, key: 8));
        Assert.InRange(Quarantine.PutOff(3, key: 15)!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));
    }
}
