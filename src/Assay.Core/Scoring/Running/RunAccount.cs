using Assay.Scoring.Batching;
using Assay.Scoring.Spending;
using Assay.Surfacing;

namespace Assay.Scoring.Running;

/// <summary>Everything a run can say about itself, computed from the ledger's rows.</summary>
public sealed record RunAccount
{
    public required long Accepted { get; init; }

    public required long Scored { get; init; }

    public required long Owed { get; init; }

    /// <summary>By reason, most frequent first.</summary>
    public required IReadOnlyList<(string Reason, long Count)> Unscored { get; init; }

    public required IReadOnlyList<(string Reason, long Count)> Skipped { get; init; }

    /// <summary>Questions that were put to a model: one per verdict, or per criterion where each is asked by itself.</summary>
    public required long Calls { get; init; }

    /// <summary>Requests sent, retries and re-asks among them.</summary>
    public required long Attempts { get; init; }

    public required IReadOnlyDictionary<string, long> AttemptsByResult { get; init; }

    /// <summary>The attempts, by how they were made; lanes that were not used are absent.</summary>
    public required IReadOnlyDictionary<Lane, LaneSums> Lanes { get; init; }

    public decimal CostUsd => Lanes.Values.Sum(l => l.CostUsd);

    public long InputTokens => Lanes.Values.Sum(l => l.InputTokens);

    public long CachedTokens => Lanes.Values.Sum(l => l.CachedTokens);

    public long CacheWriteTokens => Lanes.Values.Sum(l => l.CacheWriteTokens);

    public long OutputTokens => Lanes.Values.Sum(l => l.OutputTokens);

    /// <summary>Verdicts taken from the cache, and what the calls behind them had cost.</summary>
    public long Cached { get; init; }

    public decimal CacheSavedUsd { get; init; }

    /// <summary>Verdicts that shared a call with the same question asked at the same time.</summary>
    public long Shared { get; init; }

    public decimal SharingSavedUsd { get; init; }

    /// <summary>What the stages of a panel decided and cost; null where one judge was asked.</summary>
    public PanelSums? Panel { get; init; }

    /// <summary>The models that answered, as their providers name them.</summary>
    public required IReadOnlyDictionary<string, long> Models { get; init; }

    /// <summary><c>overall</c> first, then the criteria in the rubric's order.</summary>
    public required IReadOnlyList<ScoreHistogram> Scores { get; init; }

    /// <summary>The overall score (or the only criterion's) by slice and value.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, ScoreHistogram>> Slices { get; init; }

    /// <summary>What the samples behind the verdicts come to; none of a judge that is asked once.</summary>
    public IReadOnlyList<SampledCriterion> Samples { get; init; } = [];

    /// <summary>Samples that were not taken, to make a budget last.</summary>
    public long WithheldSamples { get; init; }

    /// <summary>Judges of a jury that were not asked, to make its budget last.</summary>
    public long WithheldJury { get; init; }

    public GivenUp GivenUp => new(WithheldSamples, WithheldJury, Skipped.Where(s => s.Reason == GivenUp.Reason).Sum(s => s.Count), Scored + UnscoredTotal);

    public long UnscoredTotal => Unscored.Sum(u => u.Count);

    public long SkippedTotal => Skipped.Sum(s => s.Count);

    /// <summary>The ledger's equation.</summary>
    public bool Balances => Accepted == Scored + UnscoredTotal + SkippedTotal + Owed;

    /// <summary>Scored as a share of what was to be scored; null when nothing was.</summary>
    public double? Coverage => Accepted > SkippedTotal ? (double)Scored / (Accepted - SkippedTotal) : null;
}
