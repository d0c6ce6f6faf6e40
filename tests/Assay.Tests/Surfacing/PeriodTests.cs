using Assay.Surfacing;

namespace Assay.Tests.Surfacing;

public sealed class PeriodTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 15, 20, 0, TimeSpan.Zero);

    [Fact]
    public void A_day_goes_back_from_now_hour_by_hour()
    {
        var period = Period.Of(TimeSpan.FromHours(24), Now);

        Assert.Equal((Now.AddHours(-24), Now, Now.AddHours(-48), 1), (period.From, period.To, period.Before, period.StepHours));
    }

    [Fact]
    public void A_week_holds_whole_days_and_nothing_of_the_last_seven_is_missing()
    {
        var period = Period.Of(TimeSpan.FromDays(7), Now);

        Assert.Equal((Midnight(3), Midnight(11), Midnight(-4), 24), (period.From, period.To, period.Before, period.StepHours));
    }

    [Fact]
    public void A_range_that_is_longer_than_time_begins_with_it() => Assert.Equal(DateTimeOffset.UnixEpoch, Period.Of(TimeSpan.FromDays(100_000), Now).From);

    private static DateTimeOffset Midnight(int dayOfMarch) => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddDays(dayOfMarch - 1);
}
