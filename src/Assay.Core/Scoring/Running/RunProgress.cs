using Assay.Scoring.Batching;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>Counts of a run while it goes on, for showing it. The account at the end comes from the ledger.</summary>
public sealed class RunProgress
{
    private long _accepted;
    private long _done;
    private long _earlier;
    private long _attempts;
    private long _reused;
    private long _scored;
    private long _unscored;
    private long _costNanoUsd;
    private volatile BatchProgress? _batches;

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Responses with a final outcome, those decided in earlier runs among them.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>The part of <see cref="Done"/> that was decided before this process began.</summary>
    public long Earlier => Volatile.Read(ref _earlier);

    public long Attempts => Volatile.Read(ref _attempts);

    /// <summary>Verdicts that the cache or another response's call answered.</summary>
    public long Reused => Volatile.Read(ref _reused);

    /// <summary>Verdicts that this process decided, as the next.</summary>
    public long Scored => Volatile.Read(ref _scored);

    public long Unscored => Volatile.Read(ref _unscored);

    public long Throttled => Judge?.Throttled ?? 0;

    public decimal CostUsd => Volatile.Read(ref _costNanoUsd) / 1_000_000_000m;

    /// <summary>What waits in batches; null where none does.</summary>
    public BatchProgress? Batches
    {
        get => _batches;
        internal set => _batches = value;
    }

    internal IResponseJudge? Judge { get; set; }

    internal void AddAccepted(AcceptedResponse response)
    {
        Interlocked.Increment(ref _accepted);
        if (response.State != OutcomeState.Owed)
        {
            Interlocked.Increment(ref _done);
            Interlocked.Increment(ref _earlier);
        }
    }

    internal void AddJudged(Judged judged)
    {
        if (judged is Judged.Decided decided)
        {
            Interlocked.Increment(ref _done);
            Interlocked.Add(ref _reused, decided.Origin is VerdictOrigin.Cache or VerdictOrigin.Shared ? 1 : 0);
            Interlocked.Increment(ref decided.Verdict is Verdict.Scored ? ref _scored : ref _unscored);
        }
        else if (judged is Judged.Skipped)
        {
            Interlocked.Increment(ref _done);
        }

        AddAttempts(judged);
    }

    /// <summary>Calls for something that is no response of the run.</summary>
    internal void AddAttempts(Judged judged)
    {
        Interlocked.Add(ref _attempts, judged.Attempts.Count);
        foreach (Attempt attempt in judged.Attempts)
        {
            Interlocked.Add(ref _costNanoUsd, (long)(attempt.CostUsd * 1_000_000_000m));
        }
    }
}
