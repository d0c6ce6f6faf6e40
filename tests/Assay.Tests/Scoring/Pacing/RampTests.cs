using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class RampTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(0.1);

    [Fact]
    public void A_burst_may_start_at_once()
    {
        var ramp = new Ramp(initial: 32, max: 1_000, Step);

        Assert.Equal(32, ramp.Allowed(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void One_more_may_be_under_way_after_each_step_since_the_first()
    {
        var ramp = new Ramp(initial: 32, max: 1_000, Step);
        var begun = TimeSpan.FromMinutes(5);
        ramp.Begin(begun);
        ramp.Begin(begun + TimeSpan.FromSeconds(1));

        Assert.Equal(32, ramp.Allowed(begun));
        Assert.Equal(42, ramp.Allowed(begun + (10 * Step)));
        Assert.Equal(begun + (10 * Step), ramp.AllowsMoreAt(41));
    }

    [Fact]
    public void A_thousand_calls_are_under_way_after_a_tenth_of_a_second()
    {
        var ramp = new Ramp(initial: 32, max: 1_000, Step);
        ramp.Begin(TimeSpan.Zero);

        Assert.Equal(1_000, ramp.Allowed(TimeSpan.FromSeconds(0.1)));
        Assert.Equal(TimeSpan.MaxValue, ramp.AllowsMoreAt(1_000));
    }

    [Theory]
    [InlineData(8, 0.1)]
    [InlineData(1_000, 0)]
    public void The_largest_number_is_never_exceeded(int max, double stepMilliseconds)
    {
        var ramp = new Ramp(initial: 32, max, TimeSpan.FromMilliseconds(stepMilliseconds));
        ramp.Begin(TimeSpan.Zero);

        Assert.Equal(max, ramp.Allowed(TimeSpan.FromHours(1)));
    }
}
