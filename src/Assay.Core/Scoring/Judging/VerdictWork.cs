using Assay.Scoring.Caching;

namespace Assay.Scoring.Judging;

/// <summary>What gathers while one response is judged.</summary>
internal sealed class VerdictWork(PendingVerdict pending, CancellationToken stop, CancellationToken abort)
{
    public PendingVerdict Pending => pending;

    /// <summary>Breaks off waiting.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Breaks off calls.</summary>
    public CancellationToken Abort => abort;

    public List<Attempt> Attempts { get; } = new(1);

    /// <summary>Replies worth keeping for later questions.</summary>
    public List<CacheEntry> Replies { get; } = [];

    /// <summary>By question: what a batch brought and could be read.</summary>
    public Dictionary<int, QuestionAnswer> Batched { get; } = [];

    /// <summary>The dearest of all that was used.</summary>
    public VerdictOrigin Origin { get; private set; } = VerdictOrigin.Cache;

    public decimal SavedUsd { get; set; }

    public int Neutralised => pending.Prompts.Sum(p => p.Neutralised);

    public void Use(VerdictOrigin origin) => Origin = Rank(origin) < Rank(Origin) ? origin : Origin;

    private static int Rank(VerdictOrigin origin) => origin switch
    {
        VerdictOrigin.Call => 0,
        VerdictOrigin.Batch => 1,
        VerdictOrigin.Shared => 2,
        _ => 3,
    };
}
