using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class RateBucketTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RateBucket _bucket = new(chargedAtStart: true);

    [Fact]
    public void Without_a_limit_nothing_waits()
    {
        _bucket.Take(1e9, Start);

        Assert.False(_bucket.IsKnown);
        Assert.Equal(Start, _bucket.HoldsAt(1e9, Start));
    }

    [Theory]
    [InlineData(0L, 5L)]
    [InlineData(-3L, 5L)]
    [InlineData(null, 5L)]
    [InlineData(600L, -1L)]
    public void Values_that_cannot_be_meant_make_no_bucket(long? limit, long? remaining)
    {
        _bucket.Hear(_bucket.Take(1, Start), 1, limit, remaining, Minute, Start);

        Assert.False(_bucket.IsKnown);
    }

    [Fact]
    public void The_first_level_told_counts_the_calls_that_started_after_it()
    {
        RateDebit[] burst = [.. Enumerable.Range(0, 256).Select(_ => _bucket.Take(1, Start))];

        _bucket.Hear(burst[9], 1, limit: 600, remaining: 590, reset: TimeSpan.FromSeconds(1), Start);

        Assert.Equal(600 - 256, _bucket.Level(Start));
    }

    [Fact]
    public void It_fills_at_the_rate_that_headers_tell()
    {
        Tell(limit: 600, remaining: 300, reset: TimeSpan.FromSeconds(60));

        Assert.Equal(305, _bucket.Level(Start + TimeSpan.FromSeconds(1)), 1e-6);
        Assert.Equal(600, _bucket.Level(Start + TimeSpan.FromHours(1)), 1e-6);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-5.0)]
    [InlineData(100_000.0)]
    [InlineData(null)]
    public void Without_a_reset_that_can_be_meant_it_fills_within_a_minute(double? reset)
    {
        Tell(limit: 600, remaining: 300, reset is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        Assert.Equal(310, _bucket.Level(Start + TimeSpan.FromSeconds(1)), 1e-6);
    }

    [Fact]
    public void A_call_waits_until_it_holds_what_the_call_costs_and_a_reserve()
    {
        Tell(limit: 600, remaining: 2, reset: Minute);

        Assert.Equal(5 / (598.0 / 60), (_bucket.HoldsAt(1, Start) - Start).TotalSeconds, 1e-6);
    }

    [Fact]
    public void A_call_above_the_limit_waits_for_the_full_bucket()
    {
        Tell(limit: 600, remaining: 0, reset: Minute);

        Assert.Equal(Start + Minute, _bucket.HoldsAt(1e6, Start));
        Assert.Equal(600, _bucket.Take(1e6, Start).Amount);
    }

    [Fact]
    public void What_a_call_cost_less_than_estimated_comes_back()
    {
        Tell(limit: 1_000, remaining: 900, reset: null);
        RateDebit debit = _bucket.Take(300, Start);
        Assert.Equal(600, _bucket.Level(Start));

        _bucket.Settle(debit, actual: 100, Start);

        Assert.Equal(800, _bucket.Level(Start));
    }

    [Fact]
    public void A_level_between_what_was_believed_at_the_start_and_at_the_end_is_left_alone()
    {
        Tell(limit: 600, remaining: 500, reset: null);
        RateDebit debit = _bucket.Take(1, Start);
        for (int i = 0; i < 50; i++)
        {
            _bucket.Take(1, Start);
        }

        _bucket.Settle(debit, 1, Start);
        _bucket.Hear(debit, 1, 600, remaining: 480, reset: null, Start);

        Assert.Equal(449, _bucket.Level(Start));
    }

    [Fact]
    public void Less_than_was_believed_at_both_ends_is_taken_over()
    {
        Tell(limit: 600, remaining: 500, reset: null);
        RateDebit debit = _bucket.Take(1, Start);
        _bucket.Settle(debit, 1, Start);

        _bucket.Hear(debit, 1, 600, remaining: 100, reset: null, Start);

        Assert.InRange(_bucket.Level(Start), 100, 106);
    }

    [Fact]
    public void More_than_all_calls_under_way_can_explain_is_taken_over()
    {
        Tell(limit: 600, remaining: 100, reset: null);
        RateDebit debit = _bucket.Take(1, Start);
        _bucket.Settle(debit, 1, Start);

        _bucket.Hear(debit, 1, 600, remaining: 400, reset: null, Start);

        Assert.InRange(_bucket.Level(Start), 398, 400);
    }

    [Fact]
    public void What_others_take_again_and_again_slows_it_down_until_they_stop()
    {
        Tell(limit: 600, remaining: 0, reset: Minute);
        double shared = AnsweredIn(seconds: 60, from: 0, othersPerSecond: 5);
        Assert.InRange(shared, 4.5 * 60, 6 * 60);

        double alone = AnsweredIn(seconds: 120, from: 60, othersPerSecond: 0);
        Assert.InRange(alone, 9.5 * 120, 10.2 * 120);
    }

    [Theory]
    [InlineData(0L, true)]
    [InlineData(40L, true)]
    [InlineData(3_000L, true)]
    [InlineData(50_000L, false)]
    [InlineData(-1L, false)]
    [InlineData(null, false)]
    public void A_call_is_refused_for_want_of_tokens_when_few_are_left(long? remaining, bool isRefused)
    {
        var tokens = new RateBucket(chargedAtStart: false);
        RateDebit debit = tokens.Take(100, Start);
        tokens.Hear(debit, 0, limit: 100_000, remaining: 90_000, reset: null, Start);

        Assert.Equal(isRefused, tokens.Refuse(debit, remaining, TimeSpan.FromSeconds(7), Start));
        Assert.Equal(isRefused ? Start + TimeSpan.FromSeconds(7) : Start, tokens.HoldsAt(100, Start));
    }

    [Fact]
    public void A_refusal_holds_it_for_a_minute_at_most()
    {
        Tell(limit: 600, remaining: 500, reset: null);
        RateDebit debit = _bucket.Take(1, Start);

        Assert.True(_bucket.Refuse(debit, remaining: 0, TimeSpan.FromDays(3650), Start));

        Assert.Equal(Start + Minute, _bucket.HoldsAt(1, Start));
    }

    private void Tell(long limit, long remaining, TimeSpan? reset)
    {
        RateDebit debit = _bucket.Take(1, Start);
        _bucket.Settle(debit, 1, Start);
        _bucket.Hear(debit, 1, limit, remaining, reset, Start);
    }

    /// <summary>A provider's bucket of 600 per minute, of which this one and others take; both begin empty.</summary>
    private double AnsweredIn(int seconds, int from, double othersPerSecond)
    {
        double level = Math.Max(0, _bucket.Level(Start + TimeSpan.FromSeconds(from)));
        double answered = 0;
        for (int tick = 1; tick <= seconds * 100; tick++)
        {
            TimeSpan now = Start + TimeSpan.FromSeconds(from) + TimeSpan.FromMilliseconds(tick * 10);
            level = Math.Min(600, level + 0.1 - Math.Min(level, othersPerSecond / 100));
            if (_bucket.HoldsAt(1, now) <= now)
            {
                RateDebit debit = _bucket.Take(1, now);
                bool isAnswered = level >= 1;
                level -= isAnswered ? 1 : 0;
                answered += isAnswered ? 1 : 0;
                _bucket.Settle(debit, isAnswered ? 1 : 0, now);
                _bucket.Hear(debit, isAnswered ? 1 : 0, 600, (long)level, reset: null, now);
            }
        }

        return answered;
    }
}
