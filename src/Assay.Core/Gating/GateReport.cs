using Assay.Calibrating.Pairwise;
using Assay.Gating.Prompts;

namespace Assay.Gating;

/// <summary>A gate's result with what was judged and by whom: what every report of it shows.</summary>
public sealed record GateReport
{
    public required GateResult Result { get; init; }

    /// <summary>What was gated, such as a file.</summary>
    public required string Candidate { get; init; }

    /// <summary>Null: there is none, only bars.</summary>
    public string? Baseline { get; init; }

    /// <summary>What was said of the pairs, where the two sides were held against each other; null where each output was scored.</summary>
    public PairwiseReport? Pairs { get; init; }

    /// <summary>Which prompt and model brought the outputs; null where they do not say.</summary>
    public PromptIdentity? MadeWith { get; init; }

    public PromptIdentity? BaselineMadeWith { get; init; }

    /// <summary>What it took to have the outputs made; null where they were there.</summary>
    public AskedOutputs? Asked { get; init; }

    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    public required string Model { get; init; }

    /// <summary>Why the judge may not fail a build; none where it may.</summary>
    public IReadOnlyList<string> Advisory { get; init; } = [];

    public bool IsAdvisory => Advisory.Count > 0;

    /// <summary>It would have failed, were the judge not advisory.</summary>
    public bool IsHeldBack { get; init; }

    /// <summary>What people would say of the outputs that are gated, and of the baseline, where records carry labels; none where they do not.</summary>
    public IReadOnlyList<CorrectedSide> Corrected { get; init; } = [];

    /// <summary>No model was asked.</summary>
    public bool IsHeuristic { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>By which the ledger knows this gate; null where it was broken off.</summary>
    public long? Number { get; init; }

    /// <summary>Under which a later gate can name these outputs as its baseline.</summary>
    public long? Run { get; init; }

    public long? BaselineRun { get; init; }

    /// <summary>Questions put to the judge's model for this gate; none where everything was judged already.</summary>
    public long Calls { get; init; }

    /// <summary>Verdicts that the cache answered.</summary>
    public long Cached { get; init; }

    public decimal CostUsd { get; init; }

    public required double Seconds { get; init; }

    public required int ExitCode { get; init; }
}
