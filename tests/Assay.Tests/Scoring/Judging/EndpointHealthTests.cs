using Assay.Scoring.Judging;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class EndpointHealthTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Before_its_first_answer_an_endpoint_is_down_after_six_failures_and_two_seconds()
    {
        var burst = new EndpointHealth(_clock);
        Assert.DoesNotContain(true, Enumerable.Range(0, 100).Select(_ => burst.Failed("down")));

        var health = new EndpointHealth(_clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([false, false, false, false, false, true], Enumerable.Range(0, 6).Select(_ => health.Failed("down")));
    }

    [Fact]
    public void Many_calls_that_meet_one_short_trouble_do_not_make_it_down()
    {
        var health = new EndpointHealth(_clock);
        health.Answered();
        _clock.Advance(TimeSpan.FromSeconds(59));

        Assert.DoesNotContain(true, Enumerable.Range(0, 500).Select(_ => health.Failed("down")));
    }

    [Fact]
    public void Six_failures_with_a_minute_of_silence_make_it_down_and_one_answer_lifts_it()
    {
        var health = new EndpointHealth(_clock);
        health.Answered();
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.DoesNotContain(true, Enumerable.Range(0, 5).Select(_ => health.Failed("down")));
        Assert.True(health.Failed("down"));
        health.Answered();
        Assert.False(health.Failed("down"));
    }

    [Fact]
    public void What_an_endpoint_says_instead_of_answering_is_told_after_two_seconds_until_it_answers()
    {
        var health = new EndpointHealth(_clock);
        health.Answered();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(true, Enumerable.Range(0, 6).Select(i => health.Failed($"down {i}")));

        string? early = health.Trouble;
        _clock.Advance(TimeSpan.FromSeconds(1));
        string? late = health.Trouble;
        health.Answered();

        Assert.Equal((null, "down 5", null), (early, late, health.Trouble));
    }
}
