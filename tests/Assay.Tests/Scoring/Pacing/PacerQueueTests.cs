using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class PacerQueueTests
{
    [Fact]
    public async Task Live_work_passes_backfill_and_each_goes_in_the_order_it_came()
    {
        using var work = new PacerAtWork(max: 1);
        PacerLease lease = work.Start();
        var order = new List<string>();
        Task[] callers =
        [
            Call("backfill 1", Priority.Backfill),
            Call("live 1", Priority.Live),
            Call("backfill 2", Priority.Backfill),
            Call("live 2", Priority.Live),
        ];
        lease.Dispose();

        await Task.WhenAll(callers);

        Assert.Equal(["live 1", "live 2", "backfill 1", "backfill 2"], order);

        async Task Call(string name, Priority priority)
        {
            using PacerLease turn = await work.Enter(priority);
            order.Add(name);
        }
    }

    [Fact]
    public void A_newcomer_does_not_pass_those_who_wait()
    {
        using var work = new PacerAtWork(max: 2);
        PacerLease[] leases = work.Start(2, tokens: 100);
        Task<PacerLease> first = work.Enter();
        leases[0].Dispose();
        Task<PacerLease> second = work.Enter();

        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_no_trace()
    {
        using var work = new PacerAtWork(max: 1);
        PacerLease lease = work.Start();
        using var patience = new CancellationTokenSource();
        Task<PacerLease> impatient = work.Enter(cancellationToken: patience.Token);
        Task<PacerLease> patient = work.Enter();
        Assert.Equal(2, work.Snapshot.Waiting);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Equal((1, 1), (work.Snapshot.InFlight, work.Snapshot.Waiting));
        lease.Dispose();
        Assert.True(patient.IsCompletedSuccessfully);
        (await patient).Dispose();
        Assert.Equal((0, 0), (work.Snapshot.InFlight, work.Snapshot.Waiting));
    }

    [Fact]
    public async Task A_cancelled_caller_takes_nothing()
    {
        using var work = new PacerAtWork(max: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.Enter(cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal(0, work.Snapshot.InFlight);
    }

    [Fact]
    public async Task A_large_call_that_gives_up_lets_the_small_ones_behind_it_go()
    {
        using var work = new PacerAtWork(max: 10);
        var limits = new RateLimits { TokenLimit = 10_000, TokensRemaining = 1_000 };
        PacerAtWork.End(work.Start(), CallEnding.Answered, limits: limits, tokens: 100);
        using var patience = new CancellationTokenSource();
        Task<PacerLease> large = work.Enter(tokens: 9_000, cancellationToken: patience.Token);
        Task<PacerLease> small = work.Enter(tokens: 100);
        Assert.False(small.IsCompleted);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.True(small.IsCompleted);
    }

    [Fact]
    public async Task A_turn_that_came_before_the_cancellation_is_kept()
    {
        using var work = new PacerAtWork(max: 1);
        PacerLease lease = work.Start();
        using var patience = new CancellationTokenSource();
        Task<PacerLease> turn = work.Enter(cancellationToken: patience.Token);
        lease.Dispose();

        await patience.CancelAsync();

        (await turn).Dispose();
        Assert.Equal(0, work.Snapshot.InFlight);
    }

    [Fact]
    public async Task Disposal_sends_everybody_home()
    {
        var work = new PacerAtWork(max: 1);
        PacerLease lease = work.Start();
        Task<PacerLease> waiting = work.Enter();

        work.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await work.Enter());
        PacerAtWork.End(lease, CallEnding.Answered);
        Assert.Equal((0, 0), (work.Snapshot.InFlight, work.Snapshot.Waiting));
    }

    [Fact]
    public async Task Ten_thousand_may_wait_and_leave()
    {
        using var work = new PacerAtWork(max: 1);
        PacerLease lease = work.Start();
        using var patience = new CancellationTokenSource();
        Task<PacerLease>[] leaving = [.. Enumerable.Range(0, 10_000).Select(_ => work.Enter(cancellationToken: patience.Token))];
        Task<PacerLease> last = work.Enter(Priority.Backfill);

        await patience.CancelAsync();
        lease.Dispose();

        (await last).Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(leaving));
        Assert.Equal((0, 0), (work.Snapshot.InFlight, work.Snapshot.Waiting));
    }
}
