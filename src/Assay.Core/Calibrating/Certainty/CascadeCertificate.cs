using Assay.Surfacing;

namespace Assay.Calibrating.Certainty;

/// <summary>Thresholds from which judges may decide by themselves, with what is promised of them.</summary>
public sealed record CascadeCertificate
{
    /// <summary>For each judge the confidence from which it decides; null: it decides never, or always.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>The upper bound of the share of decided items that disagree with people.</summary>
    public required double RiskBound { get; init; }

    /// <summary>Gold items that the certificate was tested on.</summary>
    public required int Tested { get; init; }

    /// <summary>Gold items that were used to bring the judges' confidences onto one scale; 0 for a single judge.</summary>
    public required int Calibrated { get; init; }

    /// <summary>The share of items that some judge decides; the others are left to people.</summary>
    public required Estimate Coverage { get; init; }

    /// <summary>The share of decided items that agree with people.</summary>
    public required Estimate Agreement { get; init; }

    /// <summary>Mean cost of an item; null where costs are not known.</summary>
    public double? CostPerItem { get; init; }

    /// <summary>Mean cost of an item were it always asked of the last judge; null where costs are not known.</summary>
    public double? CostOfLast { get; init; }

    /// <summary>One judge of the cascade.</summary>
    /// <param name="Share">Of the decided items, those that it decides.</param>
    public sealed record Stage(string Judge, double? Threshold, double Share);
}
