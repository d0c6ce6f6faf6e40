using Assay.Scoring.Running;

namespace Assay.Surfacing.Reporting;

/// <summary>The ledger's equation: accepted = scored + unscored + skipped + owed.</summary>
public sealed record OutcomeCounts
{
    public required long Scored { get; init; }

    public required long Owed { get; init; }

    /// <summary>By reason, the most frequent first.</summary>
    public required IReadOnlyList<(string Reason, long Count)> Unscored { get; init; }

    public required IReadOnlyList<(string Reason, long Count)> Skipped { get; init; }

    public long UnscoredTotal => Unscored.Sum(u => u.Count);

    public long SkippedTotal => Skipped.Sum(s => s.Count);

    public long Accepted => Scored + UnscoredTotal + SkippedTotal + Owed;

    /// <summary>Scored as a share of what was to be scored; null when nothing was.</summary>
    public double? Coverage => Accepted > SkippedTotal ? (double)Scored / (Accepted - SkippedTotal) : null;

    /// <summary>In the order of the equation.</summary>
    public IReadOnlyList<(OutcomeState State, long Count)> Parts =>
        [(OutcomeState.Scored, Scored), (OutcomeState.Unscored, UnscoredTotal), (OutcomeState.Skipped, SkippedTotal), (OutcomeState.Owed, Owed)];
}
