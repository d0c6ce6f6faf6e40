using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class PacerTests
{
    private static readonly TimeSpan Second = PacerAtWork.Second;

    [Theory]
    [InlineData(0, 32, 0.1)]
    [InlineData(10, 0, 0.1)]
    [InlineData(10, 32, -1)]
    public void Options_outside_their_range_are_refused(int max, int initial, double step)
    {
        var options = new PacerOptions { MaxConcurrency = max, InitialConcurrency = initial, RampStep = TimeSpan.FromMilliseconds(step) };

        Assert.Throws<ArgumentOutOfRangeException>(() => new Pacer(options, TimeProvider.System, new Random(1)));
    }

    [Fact]
    public void No_more_calls_are_under_way_than_allowed()
    {
        using var work = new PacerAtWork(max: 3);
        PacerLease[] leases = work.Start(3, tokens: 100);
        Task<PacerLease> fourth = work.Enter();
        Assert.False(fourth.IsCompleted);

        leases[1].Dispose();

        Assert.True(fourth.IsCompletedSuccessfully);
        Assert.Equal((3, 0), (work.Snapshot.InFlight, work.Snapshot.Waiting));
    }

    [Fact]
    public void A_slot_stays_taken_after_the_report()
    {
        using var work = new PacerAtWork(max: 1);
        PacerLease lease = work.Start();
        Task<PacerLease> next = work.Enter();

        lease.Report(new CallReport(CallEnding.Answered, Second, 100, RetryAfter: null, Limits: null));
        Assert.False(next.IsCompleted);

        lease.Dispose();
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public void Only_the_first_report_and_the_first_disposal_count()
    {
        using var work = new PacerAtWork(max: 10);
        PacerLease lease = work.Start();
        var throttled = new CallReport(CallEnding.Throttled, Second, 0, RetryAfter: null, Limits: null);

        lease.Report(throttled);
        lease.Report(throttled);
        lease.Dispose();
        lease.Dispose();
        lease.Report(throttled);

        Assert.Equal((0, 1L), (work.Snapshot.InFlight, work.Snapshot.Throttled));
    }

    [Fact]
    public void A_call_that_was_never_made_changes_nothing()
    {
        using var work = new PacerAtWork(max: 10);
        for (int i = 0; i < 1_000; i++)
        {
            work.Start().Dispose();
        }

        Assert.Equal(new PacerSnapshot(0, 0, 10, 0, null, BreakerState.Closed), work.Snapshot);
    }

    [Fact]
    public async Task Calls_start_in_a_burst_and_then_by_and_by()
    {
        using var work = new PacerAtWork(max: 1_000, initial: 32);
        Task<PacerLease>[] turns = [.. Enumerable.Range(0, 1_000).Select(_ => work.Enter())];
        Assert.Equal(32, turns.Count(t => t.IsCompleted));

        work.Clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(232, turns.Count(t => t.IsCompleted));

        work.Clock.Advance(TimeSpan.FromMilliseconds(39));
        await Task.WhenAll(turns);
    }

    [Fact]
    public void Waiting_wakes_with_one_timer_at_most_and_never_spins()
    {
        using var work = new PacerAtWork(max: 1_000, initial: 32);
        Task<PacerLease>[] turns = [.. Enumerable.Range(0, 1_000).Select(_ => work.Enter())];

        while (work.Clock.UntilNextTimer is { } wait)
        {
            Assert.True(wait >= TimeSpan.FromMilliseconds(1));
            work.Clock.Advance(wait);
        }

        Assert.All(turns, t => Assert.True(t.IsCompleted));
        Assert.InRange(work.Clock.Delays.Count, 1, 100);
    }

    [Fact]
    public async Task A_clock_in_which_delays_pass_at_once_carries_any_number_through()
    {
        using var work = new PacerAtWork(max: 100, delaysPass: true);
        var limits = new RateLimits { RequestLimit = 60, RequestsRemaining = 0, RequestsReset = TimeSpan.FromMinutes(1) };
        PacerAtWork.End(work.Start(), CallEnding.Answered, limits: limits);

        Task<PacerLease>[] turns = [.. Enumerable.Range(0, 5_000).Select(async _ =>
        {
            PacerLease lease = await work.Enter();
            PacerAtWork.End(lease, CallEnding.Answered);
            return lease;
        })];
        await Task.WhenAll(turns);

        Assert.Equal(0, work.Snapshot.InFlight);
        Assert.InRange((work.Clock.GetUtcNow() - ManualClock.Start).TotalSeconds, 4_900, 5_100);
    }

    [Fact]
    public async Task A_storm_pauses_everything_and_lets_one_probe_through_when_the_wait_is_over()
    {
        using var work = new PacerAtWork(max: 20);
        await work.StormAsync(retryAfter: 12 * Second);
        Assert.Equal(work.Clock.GetUtcNow() + (12 * Second), work.Snapshot.PausedUntil);

        Task<PacerLease>[] turns = [.. Enumerable.Range(0, 10).Select(_ => work.Enter())];
        work.Clock.Advance(11 * Second);
        Assert.DoesNotContain(turns, t => t.IsCompleted);

        work.Clock.Advance(Second);
        Assert.Equal(1, turns.Count(t => t.IsCompleted));
        Assert.Equal((BreakerState.HalfOpen, (DateTimeOffset?)null), (work.Snapshot.Breaker, work.Snapshot.PausedUntil));

        PacerAtWork.End(await turns[0], CallEnding.Answered);
        Assert.Equal(BreakerState.Closed, work.Snapshot.Breaker);
        Assert.Equal(3, turns.Count(t => t.IsCompleted));
    }

    [Fact]
    public async Task A_probe_that_is_given_back_passes_to_the_next_in_line()
    {
        using var work = new PacerAtWork(max: 20);
        await work.StormAsync();
        Task<PacerLease>[] turns = [work.Enter(), work.Enter()];
        work.Clock.Advance(Second);
        Assert.True(turns[0].IsCompleted);

        (await turns[0]).Dispose();

        Assert.True(turns[1].IsCompleted);
        Assert.Equal(BreakerState.HalfOpen, work.Snapshot.Breaker);
    }

    [Fact]
    public async Task Calls_that_were_under_way_before_a_pause_do_not_decide_about_it()
    {
        using var work = new PacerAtWork(max: 20);
        PacerLease[] old = work.Start(3, tokens: 100);
        await work.StormAsync();

        PacerAtWork.End(old[0], CallEnding.Answered);
        Assert.Equal(BreakerState.Open, work.Snapshot.Breaker);

        PacerAtWork.End(old[1], CallEnding.Throttled, retryAfter: 30 * Second);
        Assert.Equal(work.Clock.GetUtcNow() + (30 * Second), work.Snapshot.PausedUntil);
    }

    [Fact]
    public void A_refusal_is_as_good_as_an_answer()
    {
        using var work = new PacerAtWork(max: 10);
        for (int i = 0; i < 100; i++)
        {
            PacerAtWork.End(work.Start(), i % 4 == 3 ? CallEnding.Refused : CallEnding.Throttled);
        }

        Assert.Equal(BreakerState.Closed, work.Snapshot.Breaker);
    }

    [Fact]
    public void Calls_throttled_for_want_of_a_bucket_leave_the_concurrency_alone()
    {
        using var work = new PacerAtWork(max: 20);
        var limits = new RateLimits { TokenLimit = 100_000, TokensRemaining = 50, TokensReset = TimeSpan.FromMinutes(1) };

        PacerAtWork.End(work.Start(), CallEnding.Throttled, retryAfter: 3 * Second, limits);

        Assert.Equal(20, work.Snapshot.Limit);
        Task<PacerLease> next = work.Enter();
        work.Clock.Advance(2.9 * Second);
        Assert.False(next.IsCompleted);
        work.Clock.Advance(0.2 * Second);
        Assert.True(next.IsCompleted);
    }

    [Fact]
    public void Headers_that_cannot_be_meant_limit_nothing()
    {
        using var work = new PacerAtWork(max: 20);
        foreach (long limit in new[] { 0, -1, long.MinValue })
        {
            var limits = new RateLimits { RequestLimit = limit, RequestsRemaining = 0, TokenLimit = limit, TokensRemaining = -5, TokensReset = TimeSpan.MinValue };
            PacerAtWork.End(work.Start(), CallEnding.Answered, limits: limits, tokens: 100);
        }

        Assert.Equal(20, work.Start(20, tokens: 1_000_000).Length);
    }
}
