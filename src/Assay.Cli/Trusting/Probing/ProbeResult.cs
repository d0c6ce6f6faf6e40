using Assay.Calibrating.Probing;
using Assay.Scoring.Running;

namespace Assay.Cli.Trusting.Probing;

/// <summary>What a probe brought, and what it took.</summary>
internal sealed record ProbeResult
{
    public required ProbeReport Report { get; init; }

    public required RunEnd End { get; init; }

    /// <summary>False: the judge gave no score at all.</summary>
    public required bool HasAnswers { get; init; }

    public long Calls { get; init; }

    public long Cached { get; init; }

    public decimal CostUsd { get; init; }

    public double Seconds { get; init; }

    public DateTimeOffset MadeAt { get; init; }
}
