using Assay.Scoring.Judging;

namespace Assay.Scoring.Sampling;

/// <summary>What one sample of a verdict said of one criterion, as it is kept.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Value">What counts in the mean; null where the sample could not be read.</param>
/// <param name="Label">The word given, on pass/fail and label scales.</param>
public sealed record ScoreSample(string Criterion, int Number, double? Value, string? Label)
{
    /// <summary>The share of the score token's probability that stands on grades of the scale; null where nothing of it is known.</summary>
    public double? Mass { get; init; }

    /// <summary>How probable each grade was, of a score that was weighted; none where its grade counts as it stands. Kept with the votes of panels, whose stages go by it.</summary>
    public IReadOnlyList<GradeProbability> Grades { get; init; } = [];

    public string? Reason { get; init; }

    /// <summary>Why it has no value.</summary>
    public UnscoredReason? Problem { get; init; }
}
