namespace Assay.Calibrating.Gates;

/// <summary>What a judge must be shown to be before its scores may fail a build or page anybody, and where else than in labels that is shown.</summary>
public sealed record TrustTerms
{
    public JudgeBars Bars { get; init; } = new();

    /// <summary>Null: no report of a probe is named.</summary>
    public ProbeFindings? Probe { get; init; }
}
