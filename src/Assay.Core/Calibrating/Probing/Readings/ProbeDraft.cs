namespace Assay.Calibrating.Probing.Readings;

/// <summary>A test whose figures are known, before all tests are looked at together.</summary>
internal sealed record ProbeDraft(ProbeTest Test)
{
    /// <summary>Those that the data do not give are left out.</summary>
    public IReadOnlyList<ProbeFigure?> Figures { get; init; } = [];

    public IReadOnlyDictionary<string, long> Missing { get; init; } = new Dictionary<string, long>();

    /// <summary>What figures do not decide.</summary>
    public (ProbeVerdict Verdict, string Why)? Fixed { get; init; }

    public IReadOnlyList<(string Generator, bool IsOwn, Surfacing.Estimate Mean)> Generators { get; init; } = [];

    public double? McNemar { get; init; }

    public static ProbeFigure? Figure(string name, Samples.ProbeSample? sample, ProbeLimit? limit = null) => sample is null ? null : new ProbeFigure(name, sample, limit);
}
