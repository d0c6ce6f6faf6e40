using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>A provider that throttles every call for ten minutes, and one that does not answer.</summary>
public sealed class StormSimulationTests
{
    private const int Callers = 1_000;
    private const int Begins = 60;
    private const int Ends = 660;

    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0.02, null)]
    [InlineData(0.02, 2.0)]
    [InlineData(0.02, 30.0)]
    [InlineData(1, null)]
    [InlineData(1, 30.0)]
    public void A_storm_meets_single_probes_and_a_quick_return(double refusalSeconds, double? longestRetryAfter)
    {
        var random = new Random(7);
        using ClosedLoop loop = During(Begins, Ends, () => new VirtualReply(
            CallEnding.Throttled,
            TimeSpan.FromSeconds(refusalSeconds),
            longestRetryAfter is { } most ? TimeSpan.FromSeconds(2 + (random.NextDouble() * (most - 2))) : null));
        loop.RunUntil(TimeSpan.FromSeconds(Ends + 65));

        double before = loop.Answered.PerSecond(Begins - 30, Begins);
        Assert.InRange(before, 990, 1_010);
        Assert.InRange(loop.Started.Between(Begins, Ends) / (before * (Ends - Begins)), 0, 0.05);
        for (int second = Begins + 30; second < Ends; second++)
        {
            Assert.InRange(loop.Started.Between(second, second + 1), 0, 1);
        }

        Assert.True(loop.Answered.PerSecond(Ends + 55, Ends + 65) >= 0.9 * before);
    }

    [Theory]
    [InlineData(0.005)]
    [InlineData(1)]
    [InlineData(60)]
    public void An_outage_meets_single_probes_and_a_quick_return(double failureSeconds)
    {
        using ClosedLoop loop = During(Begins, Ends, () => new VirtualReply(CallEnding.Failed, TimeSpan.FromSeconds(failureSeconds)));
        loop.RunUntil(TimeSpan.FromSeconds(Ends + 125));

        double before = loop.Answered.PerSecond(Begins - 30, Begins);
        Assert.InRange(loop.Failed.Total, 1, (2 * Callers) + 150);
        Assert.True(loop.Answered.PerSecond(Ends + 115, Ends + 125) >= 0.9 * before);
    }

    [Theory]
    [InlineData(8, 0.005)]
    [InlineData(256, 0.005)]
    [InlineData(1_000, 0.005)]
    [InlineData(32, 3)]
    public void Failures_at_random_never_stop_the_calls(int max, double failureSeconds)
    {
        VirtualProvider provider = Providers.Mixed(Providers.Steady(TimeSpan.FromSeconds(2)), 0.3, CallEnding.Failed, TimeSpan.FromSeconds(failureSeconds));
        using var loop = new ClosedLoop(4 * max, provider, new PacerOptions { MaxConcurrency = max });
        for (int tenth = 1; tenth <= 600; tenth++)
        {
            loop.RunUntil(TimeSpan.FromSeconds(tenth / 10.0));
            Assert.Equal(BreakerState.Closed, loop.Pacer.Snapshot().Breaker);
        }

        Assert.True(loop.CallSeconds.PerSecond(10, 60) > 0.95 * max);
    }

    [Fact]
    public void Calls_that_hang_take_only_their_own_slots()
    {
        var random = new Random(3);
        VirtualProvider steady = Providers.Steady(Latency);
        using var loop = new ClosedLoop(
            Callers,
            (now, call) => random.NextDouble() < 0.002 ? new VirtualReply(CallEnding.Failed, TimeSpan.FromMinutes(1)) : steady(now, call),
            new PacerOptions { MaxConcurrency = 256 });
        loop.RunUntil(TimeSpan.FromSeconds(200));

        // 0.2 % of 230 calls a second for a minute each are some 28 slots.
        Assert.InRange(loop.Answered.PerSecond(100, 200), 220, 240);
    }

    [Fact]
    public void A_storm_among_hanging_calls_ends_for_the_others()
    {
        var random = new Random(3);
        VirtualProvider steady = Providers.Steady(Latency);
        using var loop = new ClosedLoop(
            Callers,
            (now, call) => now.TotalSeconds switch
            {
                > 55 and < 56 when random.NextDouble() < 0.5 => new VirtualReply(CallEnding.Failed, TimeSpan.FromHours(1)),
                > 60 and < 120 => new VirtualReply(CallEnding.Throttled, TimeSpan.FromMilliseconds(50)),
                _ => steady(now, call),
            },
            new PacerOptions { MaxConcurrency = 256 });
        loop.RunUntil(TimeSpan.FromSeconds(200));

        double left = loop.Answered.PerSecond(58, 60);
        Assert.InRange(left, 100, 180);
        Assert.Equal(left, loop.Answered.PerSecond(180, 200), left * 0.05);
        Assert.InRange(loop.Throttled.Total, 1, 600);
    }

    private static ClosedLoop During(int begins, int ends, Func<VirtualReply> trouble) =>
        new(Callers, Providers.During(Providers.Steady(Latency), TimeSpan.FromSeconds(begins), TimeSpan.FromSeconds(ends), trouble));
}
