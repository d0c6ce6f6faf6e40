namespace Assay.Calibrating.Correcting;

/// <summary>Which fields hold what.</summary>
public sealed record CorrectionOptions
{
    /// <summary>The judge's score; null: the usual names.</summary>
    public string? ScoreField { get; init; }

    /// <summary>What a person says; null: the usual names.</summary>
    public string? LabelField { get; init; }

    /// <summary>Null: no strata.</summary>
    public string? Stratum { get; init; }

    /// <summary>Null: items are independent.</summary>
    public string? Cluster { get; init; }

    /// <summary>The probability of having been labelled, where labels were not drawn evenly.</summary>
    public string Probability { get; init; } = "inclusion_probability";

    /// <summary>Labels that stand in a file of their own.</summary>
    public IReadOnlyDictionary<string, double> Labels { get; init; } = new Dictionary<string, double>();
}
