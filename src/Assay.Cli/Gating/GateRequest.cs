using Assay.Collecting.Intake;
using Assay.Gating;
using Assay.Gating.History;

namespace Assay.Cli.Gating;

/// <summary>What one invocation of <c>gate</c> is asked to do.</summary>
internal sealed record GateRequest
{
    public required GateSide Candidate { get; init; }

    /// <summary>Null: only bars are to be held.</summary>
    public GateSide? Baseline { get; init; }

    public required GateTerms Terms { get; init; }

    /// <summary>Of which state of the application's sources the outputs are.</summary>
    public GateOrigin Origin { get; init; } = GateOrigin.Unknown;

    /// <summary>Which responses the judge is for.</summary>
    public IntakeRule Rule { get; init; } = IntakeRule.All;

    /// <summary>Where the ledger is, as <c>--store</c> names it.</summary>
    public required string Store { get; init; }

    /// <summary>A file or <c>redis://...</c>; null: no cache.</summary>
    public string? Cache { get; init; }

    public int? Concurrency { get; init; }

    public decimal? BudgetUsd { get; init; }
}
