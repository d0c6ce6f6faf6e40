using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);

    private readonly CircuitBreaker _breaker = new(new Random(1));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(40, 40)]
    public void A_whole_generation_of_throttled_calls_in_a_row_is_a_storm(int generation, int needed)
    {
        for (int i = 1; i < needed; i++)
        {
            Assert.False(_breaker.Throttled(retryAfter: null, generation, Now));
        }

        Assert.True(_breaker.Throttled(retryAfter: null, generation, Now));
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void An_answer_between_makes_it_no_storm()
    {
        for (int i = 0; i < 1_000; i++)
        {
            Assert.False(_breaker.Throttled(TimeSpan.FromSeconds(30), generation: 10, Now));
            if (i % 9 == 8)
            {
                _breaker.Answered();
            }
        }
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(256, 276)]
    public void Failures_in_a_row_open_it_once_they_outnumber_the_calls_that_may_yet_be_answered(int awaited, int needed)
    {
        for (int i = 1; i < needed; i++)
        {
            Assert.False(_breaker.Failed(awaited, Now));
        }

        Assert.True(_breaker.Failed(awaited, Now));
    }

    [Fact]
    public void Failures_at_random_never_open_it()
    {
        var random = new Random(3);
        for (int i = 0; i < 1_000_000; i++)
        {
            if (random.NextDouble() < 0.3)
            {
                Assert.False(_breaker.Failed(awaited: 0, Now));
            }
            else
            {
                _breaker.Answered();
            }
        }
    }

    [Fact]
    public void Pauses_double_up_to_half_a_minute_with_jitter_and_never_fall_under_a_second()
    {
        Storm(retryAfter: null);
        Assert.Equal(TimeSpan.FromSeconds(1), _breaker.OpenUntil - Now);

        for (int i = 1; i < 200; i++)
        {
            double ceiling = Math.Min(30, Math.Pow(2, i));
            Assert.True(_breaker.Start());
            _breaker.ProbeNotAnswered(retryAfter: null, Now);
            Assert.InRange((_breaker.OpenUntil - Now).TotalSeconds, 1, ceiling);
        }
    }

    [Theory]
    [InlineData(17, 17)]
    [InlineData(-5, 1)]
    [InlineData(10 * 365 * 24 * 3600.0, 3600)]
    public void It_pauses_as_long_as_asked_within_an_hour(double retryAfter, double pause)
    {
        Storm(TimeSpan.FromSeconds(retryAfter));

        Assert.Equal(TimeSpan.FromSeconds(pause), _breaker.OpenUntil - Now);
    }

    [Fact]
    public void The_longest_wait_that_any_of_the_calls_was_told_counts()
    {
        Assert.False(_breaker.Throttled(TimeSpan.FromSeconds(40), generation: 5, Now));
        Storm(TimeSpan.FromSeconds(2));
        Assert.Equal(Now + TimeSpan.FromSeconds(40), _breaker.OpenUntil);

        _breaker.Heed(TimeSpan.FromSeconds(50), Now);
        _breaker.Heed(retryAfter: null, Now);
        Assert.Equal(Now + TimeSpan.FromSeconds(50), _breaker.OpenUntil);
    }

    [Fact]
    public void One_call_is_the_probe_and_its_answer_closes_the_breaker()
    {
        Assert.False(_breaker.Start());
        Storm(retryAfter: null);

        Assert.True(_breaker.Start());
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);

        _breaker.ProbeAnswered();
        Assert.Equal(BreakerState.Closed, _breaker.State);
        Assert.False(_breaker.Start());
    }

    [Fact]
    public void A_probe_that_was_never_made_is_replaced_at_once()
    {
        Storm(TimeSpan.FromSeconds(30));
        Assert.True(_breaker.Start());

        _breaker.ProbeAbandoned(Now);

        Assert.Equal((BreakerState.Open, Now), (_breaker.State, _breaker.OpenUntil));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(20, false)]
    public void A_relapse_after_a_few_answers_goes_on_with_the_long_pauses(int answers, bool isRelapse)
    {
        Storm(retryAfter: null);
        for (int i = 0; i < 10; i++)
        {
            _breaker.Start();
            _breaker.ProbeNotAnswered(retryAfter: null, Now);
        }

        _breaker.Start();
        _breaker.ProbeAnswered();
        for (int i = 0; i < answers; i++)
        {
            _breaker.Answered();
        }

        Storm(retryAfter: null);
        Assert.Equal(isRelapse, _breaker.OpenUntil - Now > TimeSpan.FromSeconds(1));
    }

    private void Storm(TimeSpan? retryAfter)
    {
        while (!_breaker.Throttled(retryAfter, generation: 5, Now))
        {
        }
    }
}
