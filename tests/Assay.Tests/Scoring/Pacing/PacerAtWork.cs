using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>A pacer in time that only a test moves, and short ways to use it.</summary>
internal sealed class PacerAtWork(int max, int? initial = null, bool delaysPass = false) : IDisposable
{
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private Pacer? _pacer;

    public ManualClock Clock { get; } = new(delaysPass);

    public Pacer Pacer => _pacer ??= new Pacer(new PacerOptions { MaxConcurrency = max, InitialConcurrency = initial ?? max }, Clock, new Random(1));

    public PacerSnapshot Snapshot => Pacer.Snapshot();

    public Task<PacerLease> Enter(Priority priority = Priority.Live, long tokens = 100, CancellationToken cancellationToken = default) =>
        Pacer.EnterAsync(tokens, priority, cancellationToken).AsTask();

    /// <summary>For a call that must not wait.</summary>
    public PacerLease Start(long tokens = 100)
    {
        Task<PacerLease> turn = Enter(tokens: tokens);
        Assert.True(turn.IsCompletedSuccessfully);
        return turn.Result;
    }

    public PacerLease[] Start(int calls, long tokens) => [.. Enumerable.Range(0, calls).Select(_ => Start(tokens))];

    public static void End(PacerLease lease, CallEnding ending, TimeSpan? retryAfter = null, RateLimits? limits = null, long tokens = 0)
    {
        lease.Report(new CallReport(ending, Second, tokens, retryAfter, limits));
        lease.Dispose();
    }

    /// <summary>Has every call throttled until the pacer pauses.</summary>
    public async Task StormAsync(TimeSpan? retryAfter = null)
    {
        while (Snapshot.Breaker == BreakerState.Closed)
        {
            Task<PacerLease> turn = Enter();
            if (!turn.IsCompleted)
            {
                Clock.Advance(Clock.UntilNextTimer ?? throw new InvalidOperationException("nothing will wake this call"));
            }

            End(await turn, CallEnding.Throttled, retryAfter);
        }
    }

    public void Dispose() => _pacer?.Dispose();
}
