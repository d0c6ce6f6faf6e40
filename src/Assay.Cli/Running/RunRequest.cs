using Assay.Collecting.Files;
using Assay.Collecting.Intake;
using Assay.Scoring.Running;

namespace Assay.Cli.Running;

/// <summary>What one invocation of <c>run</c> is asked to do.</summary>
internal sealed record RunRequest
{
    public required InputFiles Input { get; init; }

    public required string Store { get; init; }

    /// <summary>A file or <c>redis://...</c>; null: no cache.</summary>
    public string? Cache { get; init; }

    /// <summary>Calls at the same time at most; null: as fits the judge.</summary>
    public int? Concurrency { get; init; }

    public int? Limit { get; init; }

    public IntakeRule Rule { get; init; } = IntakeRule.All;

    public decimal? BudgetUsd { get; init; }

    public IReadOnlyList<string> Slices { get; init; } = [];

    public IReadOnlyList<string> Out { get; init; } = [];
}
