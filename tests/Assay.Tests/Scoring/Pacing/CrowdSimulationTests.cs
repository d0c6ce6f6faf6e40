using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>A provider that answers only so many calls at a time and tells no limits, and one that throttles at random.</summary>
public sealed class CrowdSimulationTests
{
    private const int Capacity = 40;

    [Theory]
    [InlineData(64, 1, 0.02)]
    [InlineData(256, 1, 0.02)]
    [InlineData(256, 1, 1)]
    [InlineData(256, 0.1, 0.005)]
    [InlineData(1_000, 3, 0.05)]
    public void What_the_provider_bears_is_found_and_kept(int callers, double latency, double refusal)
    {
        using var loop = new ClosedLoop(callers, Crowded(latency, refusal));
        loop.RunUntil(TimeSpan.FromMinutes(5));

        Assert.InRange(loop.Answered.PerSecond(0, 300) * latency / Capacity, 0.93, 1.01);
        Assert.InRange(loop.Throttled.Between(60, 300) / loop.Started.Between(60, 300), 0, 0.03);
    }

    [Fact]
    public void Two_who_share_what_a_provider_bears_both_get_in()
    {
        VirtualProvider provider = Crowded(latency: 1, refusal: 0.02);
        using var one = new ClosedLoop(256, provider, seed: 1);
        using var other = new ClosedLoop(256, provider, seed: 100);
        ClosedLoop.RunTogether(one, other, TimeSpan.FromMinutes(10));

        double[] shares = [one.Answered.PerSecond(60, 600) / Capacity, other.Answered.PerSecond(60, 600) / Capacity];
        Assert.InRange(shares.Sum(), 0.9, 1.01);
        Assert.All(shares, share => Assert.InRange(share, 0.2, 0.8));
    }

    [Fact]
    public void A_provider_that_begins_to_bear_more_gets_more()
    {
        VirtualProvider narrow = Crowded(latency: 1, refusal: 0.02);
        VirtualProvider wide = Providers.Steady(TimeSpan.FromSeconds(1));
        using var loop = new ClosedLoop(1_000, (now, call) => now < TimeSpan.FromMinutes(2) ? narrow(now, call) : wide(now, call));
        loop.RunUntil(TimeSpan.FromMinutes(4));

        Assert.InRange(loop.Answered.PerSecond(110, 120), 0.9 * Capacity, 1.01 * Capacity);
        Assert.True(loop.Answered.PerSecond(200, 240) >= 950);
    }

    [Theory]
    [InlineData(0.05, 40, 1, 0.8)]
    [InlineData(0.05, 256, 0.3, 0.8)]
    [InlineData(0.05, 256, 1, 0.8)]
    [InlineData(0.05, 1_000, 1, 0.8)]
    [InlineData(0.3, 256, 1, 0.4)]
    public void Throttling_at_random_keeps_most_of_the_concurrency(double share, int max, double latency, double kept)
    {
        VirtualProvider provider = Providers.Mixed(Providers.Steady(TimeSpan.FromSeconds(latency)), share, CallEnding.Throttled, TimeSpan.FromMilliseconds(50));
        using var loop = new ClosedLoop(2 * max, provider, new PacerOptions { MaxConcurrency = max });
        loop.RunUntil(TimeSpan.FromMinutes(5));

        Assert.InRange(loop.CallSeconds.PerSecond(0, 300) / max, kept, 1);
    }

    [Fact]
    public void Prompts_that_grow_longer_do_not_starve_the_run()
    {
        using var loop = new ClosedLoop(256, (now, _) => new VirtualReply(CallEnding.Answered, TimeSpan.FromSeconds(now < TimeSpan.FromMinutes(1) ? 1 : 5)));
        loop.RunUntil(TimeSpan.FromMinutes(6));

        Assert.InRange(loop.CallSeconds.PerSecond(60, 360) / 256, 0.75, 1);
        Assert.Equal(256, loop.Pacer.Snapshot().Limit);
    }

    private static VirtualProvider Crowded(double latency, double refusal) =>
        Providers.Crowded(Capacity, random => TimeSpan.FromSeconds(latency * (0.5 + random.NextDouble())), TimeSpan.FromSeconds(refusal));
}
