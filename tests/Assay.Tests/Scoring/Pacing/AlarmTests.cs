using Assay.Scoring.Pacing;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class AlarmTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private int _rings;

    [Fact]
    public void It_rings_once_at_the_earliest_moment_asked_for()
    {
        var clock = new ManualClock(delaysPass: false);
        using var alarm = new Alarm(clock, () => _rings++);
        Assert.False(alarm.Set(5 * Second, 5 * Second));
        Assert.False(alarm.Set(3 * Second, 3 * Second));
        Assert.False(alarm.Set(4 * Second, 4 * Second));
        Assert.Equal(3 * Second, clock.UntilNextTimer);

        clock.Advance(2 * Second);
        Assert.Equal(0, _rings);

        clock.Advance(Second);
        clock.Advance(10 * Second);
        Assert.Equal(1, _rings);
        Assert.Null(clock.UntilNextTimer);
    }

    [Fact]
    public void A_timer_that_fires_at_once_is_told_to_whoever_set_it()
    {
        using var alarm = new Alarm(new ManualClock(delaysPass: true), () => _rings++);

        Assert.True(alarm.Set(Second, Second));
        Assert.True(alarm.Set(2 * Second, Second));
        Assert.Equal(0, _rings);
    }

    [Fact]
    public void After_disposal_nothing_rings()
    {
        var clock = new ManualClock(delaysPass: false);
        var alarm = new Alarm(clock, () => _rings++);
        alarm.Set(Second, Second);
        alarm.Dispose();

        Assert.Null(clock.UntilNextTimer);
        Assert.False(alarm.Set(2 * Second, Second));
        Assert.Null(clock.UntilNextTimer);
    }
}
