using Assay.Collecting.Intake;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Running;

/// <summary>What a run works with.</summary>
public sealed record ScoringWork
{
    public required ILedger Ledger { get; init; }

    public required RunKey Run { get; init; }

    public required IResponseJudge Judge { get; init; }

    public IntakeRule Rule { get; init; } = IntakeRule.All;

    /// <summary>The judge's own budget, so that what it holds is saved with every outcome; null: nothing is capped.</summary>
    public Budget? Budget { get; init; }

    /// <summary>What is given up to make the budget last; null: nothing ever is.</summary>
    public Thrift? Thrift { get; init; }

    /// <summary>Null: every question is asked.</summary>
    public CachedVerdicts? Cache { get; init; }

    /// <summary>How verdicts are put into batches; null: all are asked live.</summary>
    public BatchWork? Batches { get; init; }

    /// <summary>Where what is being judged is marked; null: nowhere.</summary>
    public InFlightMarks? InFlight { get; init; }

    /// <summary>Responses that may be on their way at the same time, waiting for a slot, a retry or their saving; bounds the memory.</summary>
    public required int Open { get; init; }
}
