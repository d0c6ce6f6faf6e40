namespace Assay.Calibrating.Gates;

/// <summary>What a judge must reach before its scores may fail a build or page anybody; a bar that is null is not held.</summary>
public sealed record JudgeBars
{
    /// <summary>Bars, by the names of their checks, that were written down: not to have measured one of these is to miss it.</summary>
    public IReadOnlySet<string> Required { get; init; } = new HashSet<string>();

    /// <summary>Kappa, or quadratic kappa on an ordered scale; with the lower end of its interval at or above <see cref="KappaLow"/>.</summary>
    public double? Kappa { get; init; } = 0.6;

    public double? KappaLow { get; init; } = 0.4;

    /// <summary>Instead of kappa: the winning rate of the alt-test.</summary>
    public double? WinningRate { get; init; } = 0.5;

    public double? Youden { get; init; } = 0.5;

    /// <summary>Sensitivity and specificity.</summary>
    public double? Rates { get; init; } = 0.8;

    /// <summary>The mean bias, in points of the scale; larger is worse.</summary>
    public double? Bias { get; init; } = 0.25;

    /// <summary>The share of repeats with the same verdict.</summary>
    public double? RepeatConsistency { get; init; } = 0.9;

    /// <summary>The share of planted faults that lower the score.</summary>
    public double? Sensitivity { get; init; } = 0.8;
}
