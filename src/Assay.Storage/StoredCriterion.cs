using Assay.Scoring.Rubrics;
using Assay.Surfacing;

namespace Assay.Storage;

/// <summary>What ledgers keep of a criterion: its scale, and what the grades on it are called.</summary>
/// <param name="Labels">None on a scale of numbers, and for judge versions that an earlier release stored.</param>
internal sealed record StoredCriterion(string Name, double Min, double Max, IReadOnlyList<ScaleLabel> Labels)
{
    /// <summary>Its part of the overall score; null where there is none, and for judge versions that an earlier release stored.</summary>
    public double? Weight { get; init; }

    public ScoreHistogram Histogram(IReadOnlyList<ScoreCount> counts) => new(Name, Min, Max, counts) { Labels = Labels };
}
