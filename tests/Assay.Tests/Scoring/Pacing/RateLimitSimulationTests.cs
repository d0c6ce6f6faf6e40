using Assay.Scoring.Pacing;
using Assay.Simulator.Limits;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>Against 600 requests and 100,000 tokens per minute, each a bucket that holds a full minute.</summary>
public sealed class RateLimitSimulationTests
{
    private const int Requests = 600;
    private const int Tokens = 100_000;
    private const int Minutes = 5;

    public static TheoryData<int, double> Loads => new MatrixTheoryData<int, double>([8, 32, 256], [0.05, 0.3, 2]);

    [Theory]
    [MemberData(nameof(Loads))]
    public void Nearly_all_that_the_limits_allow_is_used_and_hardly_any_call_is_throttled(int callers, double latency)
    {
        using ClosedLoop loop = Run(callers, Providers.Metered(Requests, Tokens, Around(latency)), _ => new VirtualCall(120, 40));

        AssertUsed(loop, Math.Min(Requests * (Minutes + 1), callers / latency * Minutes * 60));
        AssertHardlyThrottled(loop);
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void Tokens_may_be_the_tighter_limit_and_estimates_three_times_too_large(int callers, double latency)
    {
        using ClosedLoop loop = Run(callers, Providers.Metered(Requests, Tokens, Around(latency)), r => new VirtualCall(r.Next(100, 500), r.Next(20, 180)), estimateRatio: 3);

        double byTokens = Tokens * (Minutes + 1);
        double byCallers = callers / latency * Minutes * 60 * 400;
        Assert.InRange(loop.AnsweredTokens.Total, 0.97 * Math.Min(byTokens, byCallers), 1.02 * byTokens);
        AssertHardlyThrottled(loop);
    }

    [Fact]
    public void Levels_rounded_to_thousands_and_resets_to_seconds_are_good_enough()
    {
        static LimitReading Rounded(LimitReading exact) => exact with
        {
            Remaining = exact.Limit == Tokens ? (int)Math.Round(exact.Remaining / 1_000.0) * 1_000 : exact.Remaining,
            Reset = TimeSpan.FromSeconds(Math.Ceiling(exact.Reset.TotalSeconds)),
        };

        using ClosedLoop loop = Run(32, Providers.Metered(Requests, Tokens, Around(0.3), Rounded), _ => new VirtualCall(120, 40));

        AssertUsed(loop, Requests * (Minutes + 1));
        AssertHardlyThrottled(loop);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void A_provider_that_charges_for_the_longest_reply_is_found_out(int callers)
    {
        // Charged at the start like a prompt, while the call reports 160.
        VirtualProvider charging = Providers.Metered(Requests, Tokens, Around(0.3));
        using ClosedLoop loop = Run(callers, (now, call) => charging(now, new VirtualCall(call.PromptTokens + 1_000, 0)), _ => new VirtualCall(120, 40));

        AssertUsed(loop, (double)Tokens * (Minutes + 1) / 1_120);
        AssertHardlyThrottled(loop);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(2)]
    public void Two_who_share_a_key_share_its_limits(double latency)
    {
        VirtualProvider provider = Providers.Metered(Requests, Tokens, Around(latency));
        using var one = new ClosedLoop(256, provider, seed: 1);
        using var other = new ClosedLoop(256, provider, seed: 100);
        ClosedLoop.RunTogether(one, other, TimeSpan.FromMinutes(10));

        double both = one.Answered.PerSecond(60, 600) + other.Answered.PerSecond(60, 600);
        Assert.InRange(both, 9.7, 10.3);
        Assert.InRange(one.Answered.PerSecond(60, 600) / both, 0.35, 0.65);
        // Neither can know of the other's first burst.
        Assert.All((ClosedLoop[])[one, other], loop => Assert.InRange(loop.Throttled.Total / loop.Started.Total, 0, 0.02));
    }

    [Fact]
    public void A_large_account_is_used_up_within_seconds_and_then_kept_to()
    {
        using var loop = new ClosedLoop(2_000, Providers.Metered(60_000, 10_000_000, Around(0.1)), work: _ => new VirtualCall(120, 40)) { Storing = TimeSpan.FromMilliseconds(5) };
        loop.RunUntil(TimeSpan.FromSeconds(20));

        Assert.True(loop.Answered.PerSecond(1, 3) > 15_000);
        Assert.InRange(loop.Answered.Total / (60_000 + (20 * 1_000)), 0.97, 1.01);
        AssertHardlyThrottled(loop);
    }

    private static ClosedLoop Run(int callers, VirtualProvider provider, Func<Random, VirtualCall> work, double estimateRatio = 1)
    {
        var loop = new ClosedLoop(callers, provider, work: work) { EstimateRatio = estimateRatio };
        loop.RunUntil(TimeSpan.FromMinutes(Minutes));
        return loop;
    }

    private static Func<Random, TimeSpan> Around(double seconds) => random => TimeSpan.FromSeconds(seconds * (0.5 + random.NextDouble()));

    private static void AssertUsed(ClosedLoop loop, double possible) => Assert.InRange(loop.Answered.Total / possible, 0.97, 1.02);

    private static void AssertHardlyThrottled(ClosedLoop loop) => Assert.InRange(loop.Throttled.Total / loop.Started.Total, 0, 0.01);
}
