using Assay.Surfacing;

namespace Assay.Calibrating.Probing;

/// <summary>What one test found.</summary>
public sealed record ProbeTestResult
{
    public required ProbeTest Test { get; init; }

    public ProbeVerdict Verdict { get; init; } = ProbeVerdict.NotRun;

    /// <summary>Why it is so, in a sentence.</summary>
    public string Why { get; init; } = "";

    public IReadOnlyList<ProbeFigure> Figures { get; init; } = [];

    /// <summary>What the test asked and got no score for, by reason; no figure counts it.</summary>
    public IReadOnlyDictionary<string, long> Missing { get; init; } = new Dictionary<string, long>();

    /// <summary>Means by generator: of the judge's score minus the label, or of the score where nobody labelled.</summary>
    public IReadOnlyList<(string Generator, bool IsOwn, Estimate Mean)> Generators { get; init; } = [];

    /// <summary>McNemar's exact test of the two orders.</summary>
    public double? McNemar { get; init; }

    public ProbeFigure? Figure(string name) => Figures.FirstOrDefault(f => f.Name == name);
}
