using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>A mean that is right although the judge is not: by labels, with as much of the judge's help as it is worth.</summary>
/// <param name="Method">The one with the narrowest interval.</param>
/// <param name="Corrected">The mean that people would give to everything that was judged; n is the labels.</param>
/// <param name="Raw">The judge's own mean over everything.</param>
/// <param name="LabelsOnly">The mean of the labels alone.</param>
public sealed record CorrectedMean(CorrectionMethod Method, Estimate Corrected, Estimate Raw, Estimate LabelsOnly)
{
    /// <summary>With the judge at its full weight, for comparison: a poor one makes it wider than the labels alone.</summary>
    public required Estimate Ppi { get; init; }

    /// <summary>The weight of the judge, from 0 to 1; averaged over folds and strata.</summary>
    public double Lambda { get; init; }

    /// <summary>Items judged, labelled or not.</summary>
    public int Judged { get; init; }

    /// <summary>The mean by strata; empty where there are none.</summary>
    public IReadOnlyList<(string Stratum, int Labels, int Judged, double Mean)> Strata { get; init; } = [];

    /// <summary>How many labels the correction is worth for each one that there is; null without intervals.</summary>
    public double? LabelGain => Corrected is { Low: { } low, High: { } high } && LabelsOnly is { Low: { } lowest, High: { } highest } && high > low
        ? Math.Pow((highest - lowest) / (high - low), 2)
        : null;

    /// <summary>Whether the judge says nothing beyond what the labels say.</summary>
    public bool JudgeAddsNothing => Method == CorrectionMethod.LabelsOnly || Lambda == 0;

    /// <summary>What a reader must know, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
