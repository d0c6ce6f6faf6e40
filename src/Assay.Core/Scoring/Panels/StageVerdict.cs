namespace Assay.Scoring.Panels;

/// <summary>What one stage of a panel came to.</summary>
/// <param name="Stage">Its place in the panel.</param>
public sealed record StageVerdict(int Stage, string Name)
{
    /// <summary>What people are asked who decide where no stage does.</summary>
    public const string People = "human";

    /// <summary>The overall score, or that of the only criterion; null where fewer than the quorum gave one.</summary>
    public double? Score { get; init; }

    /// <summary>The grade that is nearest to the score, as it is written on the scale.</summary>
    public string? Grade { get; init; }

    /// <summary>How certain it is, from 0 to 1; null where nothing tells.</summary>
    public double? Certainty { get; init; }

    /// <summary>How far voters differ; null where fewer than two gave a verdict.</summary>
    public Dissent? Dissent { get; init; }

    /// <summary>Its verdict is the panel's.</summary>
    public bool Decided { get; init; }

    /// <summary>Why it has no verdict, or its verdict did not decide; null where it did.</summary>
    public string? Reason { get; init; }
}
