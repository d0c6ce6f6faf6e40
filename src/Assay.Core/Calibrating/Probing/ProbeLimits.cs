namespace Assay.Calibrating.Probing;

/// <summary>The limits that a judge is held to.</summary>
public sealed record ProbeLimits
{
    /// <summary>The mean change of the score, in points of the scale; null: .10 points of 1-5, and in proportion on others.</summary>
    public double? Change { get; init; }

    /// <summary>How much more often a harmless change moves the verdict than asking again does.</summary>
    public double Bias { get; init; } = 0.05;

    /// <summary>The share of pairs of which the other order gives another verdict.</summary>
    public double Conflicts { get; init; } = 0.3;

    /// <summary>How far the share of verdicts for what is shown first may be from a half.</summary>
    public double FirstShown { get; init; } = 0.1;

    /// <summary>The share of questions that get the same verdict when asked again.</summary>
    public double RepeatConsistency { get; init; } = 0.9;

    /// <summary>The share of planted faults that lower the score.</summary>
    public double Sensitivity { get; init; } = 0.8;

    /// <summary>The share of questions for which the constant answer gets half of the scale or more.</summary>
    public double ConstantAnswer { get; init; } = 0.05;

    public static IReadOnlyList<string> Names { get; } = ["change", "bias", "conflicts", "first_shown", "repeat_consistency", "sensitivity", "constant_answer"];

    /// <summary>With one limit as it is declared.</summary>
    /// <returns>Null where there is no limit of this name.</returns>
    public ProbeLimits? With(string name, double value) => name switch
    {
        "change" => this with { Change = value },
        "bias" => this with { Bias = value },
        "conflicts" => this with { Conflicts = value },
        "first_shown" => this with { FirstShown = value },
        "repeat_consistency" => this with { RepeatConsistency = value },
        "sensitivity" => this with { Sensitivity = value },
        "constant_answer" => this with { ConstantAnswer = value },
        _ => null,
    };
}
