using Assay.Scoring.Judging;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Base = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void Being_throttled_never_ends_the_retries()
    {
        var policy = new RetryPolicy(new Random(1));

        for (int throttles = 1; throttles <= 1_000; throttles++)
        {
            Assert.IsType<RetryDecision.After>(policy.Decide(Some.Error(ErrorClass.Throttle, 429), attempt: 5, throttles));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(3600)]
    public void A_wait_that_the_provider_asks_for_is_honoured(int seconds)
    {
        var policy = new RetryPolicy(new Random(1));
        TimeSpan wait = TimeSpan.FromSeconds(seconds);

        Assert.InRange(Delay(policy, new ProviderException(ErrorClass.Throttle, "slow down") { RetryAfter = wait }), wait, wait + Base);
        Assert.Equal(wait, Delay(policy, new ProviderException(ErrorClass.Transient, "busy") { RetryAfter = wait }));
    }

    [Fact]
    public void A_transient_error_is_tried_again_until_the_sixth_and_then_parked()
    {
        var policy = new RetryPolicy(new Random(1));

        for (int attempt = 1; attempt <= 5; attempt++)
        {
            Assert.IsType<RetryDecision.After>(policy.Decide(Some.Error(ErrorClass.Transient), attempt, 0));
        }

        Assert.IsType<RetryDecision.Park>(policy.Decide(Some.Error(ErrorClass.Transient), 6, 0));
        Assert.IsType<RetryDecision.Park>(policy.Decide(new ProviderException(ErrorClass.Transient, "busy") { RetryAfter = Base }, 6, 0));
    }

    [Theory]
    [InlineData(ErrorClass.Transient)]
    [InlineData(ErrorClass.Throttle)]
    public void Jitter_fills_the_range_from_nothing_to_the_doubled_delay(ErrorClass errorClass)
    {
        var policy = new RetryPolicy(new Random(42), maxAttempts: 100, Base, TimeSpan.FromSeconds(30));

        for (int attempt = 1; attempt <= 20; attempt++)
        {
            double ceiling = Math.Min(30_000, 250 * Math.Pow(2, attempt - 1));
            double[] delays = [.. Enumerable.Range(0, 2_000).Select(_ => Delay(policy, Some.Error(errorClass), attempt).TotalMilliseconds)];

            Assert.InRange(delays.Min(), 0, ceiling * 0.01);
            Assert.InRange(delays.Max(), ceiling * 0.99, ceiling);
            Assert.InRange(delays.Average(), ceiling * 0.47, ceiling * 0.53);
        }
    }

    [Fact]
    public void One_seed_gives_one_series_of_delays()
    {
        var first = new RetryPolicy(new Random(9));
        var second = new RetryPolicy(new Random(9));

        Assert.Equal(
            Enumerable.Range(1, 5).Select(a => Delay(first, Some.Error(ErrorClass.Transient), a)),
            Enumerable.Range(1, 5).Select(a => Delay(second, Some.Error(ErrorClass.Transient), a)));
    }

    [Fact]
    public void A_rejected_item_is_given_up_with_its_reason()
    {
        var policy = new RetryPolicy(new Random(1));

        Assert.Equal(new RetryDecision.GiveUp(UnscoredReason.Rejected), policy.Decide(Some.Error(ErrorClass.Item, 400), 1, 0));
        Assert.Equal(
            new RetryDecision.GiveUp(UnscoredReason.ContextTooLong),
            policy.Decide(new ProviderException(ErrorClass.Item, "too long") { Reason = UnscoredReason.ContextTooLong }, 1, 0));
    }

    [Fact]
    public void A_rejected_judge_is_paused() =>
        Assert.IsType<RetryDecision.PauseJudge>(new RetryPolicy(new Random(1)).Decide(Some.Error(ErrorClass.Judge, 401), 1, 0));

    private static TimeSpan Delay(RetryPolicy policy, ProviderException error, int attempt = 1) =>
        Assert.IsType<RetryDecision.After>(policy.Decide(error, attempt, throttles: attempt)).Delay;
}
