using Assay.Scoring.Batching;
using Assay.Scoring.Caching;

namespace Assay.Scoring.Serving;

/// <summary>What a judge of the service works with beside its ledger and its model.</summary>
public sealed record StandingOptions
{
    /// <summary>Calls at the same time at most.</summary>
    public required int Concurrency { get; init; }

    /// <summary>For a judge whose verdicts may wait in batches.</summary>
    public BatchRules BatchRules { get; init; } = BatchRules.Usual;

    /// <summary>Null: every question is asked.</summary>
    public CachedVerdicts? Cache { get; init; }

    /// <summary>Where what is being judged is marked; null: nowhere.</summary>
    public InFlightMarks? InFlight { get; init; }
}
