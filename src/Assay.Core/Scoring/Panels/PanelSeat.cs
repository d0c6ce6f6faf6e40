using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Panels;

/// <summary>One voter at work. Where its provider refused it, it is tried again after a while: the others may have gone on without it.</summary>
internal sealed class PanelSeat(Voter voter, ModelAccess access, SharedCalls? sharing, TimeProvider clock, int repeat)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private ModelJudge _judge = Begin(voter, access, sharing, clock, repeat);
    private DateTimeOffset? _pausedAt;
    private long _throttledBefore;

    public Voter Voter => voter;

    public long Throttled => Volatile.Read(ref _throttledBefore) + _judge.Throttled;

    public string? Trouble => _judge.Trouble;

    /// <summary>How its voter is asked by batches; null where its provider has none.</summary>
    public BatchAsking? Batching => _judge.Batching;

    public PendingVerdict Prepare(Response response) => _judge.Prepare(response);

    public ValueTask TakeTurnAsync(PendingVerdict pending, CancellationToken stop) => _judge.TakeTurnAsync(pending, stop);

    public IEnumerable<PlannedQuestion> Plan(PendingVerdict pending) => _judge.Plan(pending);

    public async Task<Judged> JudgeAsync(PendingVerdict pending, CancellationToken cancellationToken, CancellationToken stop)
    {
        Judged judged = await Working().JudgeAsync(pending, cancellationToken, stop);
        // What is held while others wait for it would hold them up in a circle.
        pending.FreeSlot();
        if (judged is Judged.Paused { Reason: PauseReason.Provider })
        {
            lock (_lock)
            {
                _pausedAt ??= clock.GetUtcNow();
            }
        }

        return judged;
    }

    private ModelJudge Working()
    {
        lock (_lock)
        {
            if (_pausedAt is { } at && clock.GetUtcNow() - at > Pause)
            {
                _throttledBefore += _judge.Throttled;
                _judge = Begin(voter, access, sharing, clock, repeat);
                _pausedAt = null;
            }

            return _judge;
        }
    }

    private static ModelJudge Begin(Voter voter, ModelAccess access, SharedCalls? sharing, TimeProvider clock, int repeat) =>
        new(voter.Judge, access, new RetryPolicy(new Random()), sharing, clock) { Repeat = repeat };
}
