using Assay.Surfacing;

namespace Assay.Calibrating.Gates;

/// <summary>What was measured of one judge version; null is what was not measured.</summary>
public sealed record JudgeEvidence
{
    /// <summary>With people: kappa, or quadratic kappa on an ordered scale.</summary>
    public Estimate? Kappa { get; init; }

    public double? WinningRate { get; init; }

    public Estimate? Youden { get; init; }

    public Estimate? TruePositiveRate { get; init; }

    public Estimate? TrueNegativeRate { get; init; }

    /// <summary>Judge minus people, in points of the scale.</summary>
    public Estimate? Bias { get; init; }

    public Estimate? RepeatConsistency { get; init; }

    public Estimate? Sensitivity { get; init; }
}
