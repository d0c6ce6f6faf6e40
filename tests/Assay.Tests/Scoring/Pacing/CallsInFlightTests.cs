using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class CallsInFlightTests
{
    private readonly CallsInFlight _calls = new();

    [Fact]
    public void A_call_takes_room_until_it_ends_and_is_awaited_until_it_is_reported()
    {
        long first = _calls.Start(Second(0));
        long second = _calls.Start(Second(0));

        _calls.Hear(first, Second(1));
        Assert.Equal((2, 1), (_calls.Count, _calls.Awaited));

        _calls.End(first, wasReported: true);
        Assert.Equal((1, 1), (_calls.Count, _calls.Awaited));

        _calls.End(second, wasReported: false);
        Assert.Equal((0, 0), (_calls.Count, _calls.Awaited));
    }

    [Fact]
    public void Silence_is_remarkable_after_three_times_the_usual_latency()
    {
        Assert.Equal(TimeSpan.MaxValue, _calls.AreSilentAt(Second(5)));

        long call = _calls.Start(Second(10));
        Assert.Equal(Second(40), _calls.AreSilentAt(usual: null));
        Assert.Equal(Second(25), _calls.AreSilentAt(Second(5)));
        Assert.Equal(Second(12), _calls.AreSilentAt(Second(0.1)));

        _calls.Hear(call, Second(11));
        Assert.Equal(TimeSpan.MaxValue, _calls.AreSilentAt(Second(5)));
    }

    [Fact]
    public void Written_off_calls_take_no_room_and_are_still_current()
    {
        long hanging = _calls.Start(Second(0));
        _calls.WriteOff(Second(1));
        long next = _calls.Start(Second(1));

        Assert.Equal(1, _calls.Count);
        Assert.True(_calls.IsCurrent(hanging));

        _calls.Hear(hanging, Second(2));
        _calls.End(hanging, wasReported: true);
        Assert.Equal((1, 1), (_calls.Count, _calls.Awaited));
        Assert.True(_calls.IsCurrent(next));
    }

    [Fact]
    public void Calls_from_before_a_restart_are_of_the_past()
    {
        long old = _calls.Start(Second(0));
        _calls.Restart(Second(1));
        long young = _calls.Start(Second(1));

        Assert.False(_calls.IsCurrent(old));
        Assert.True(_calls.IsCurrent(young));
        Assert.Equal(1, _calls.Count);
    }

    private static TimeSpan Second(double second) => TimeSpan.FromSeconds(second);
}
