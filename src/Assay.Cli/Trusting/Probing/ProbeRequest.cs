using Assay.Calibrating.Probing;

namespace Assay.Cli.Trusting.Probing;

/// <summary>What one invocation of <c>trust probe</c> is asked to do.</summary>
internal sealed record ProbeRequest
{
    public required ProbePlan Plan { get; init; }

    public ProbeLimits Limits { get; init; } = new();

    /// <summary>A file or <c>redis://...</c>; null: no cache.</summary>
    public string? Cache { get; init; }

    public int? Concurrency { get; init; }

    public decimal? BudgetUsd { get; init; }
}
