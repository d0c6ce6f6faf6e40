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

    public VerdictOrigin Origin { get; set; } = VerdictOrigin.Cache;

    public decimal SavedUsd { get; set; }

    public int Neutralised => pending.Prompts.Sum(p => p.Neutralised);
}
