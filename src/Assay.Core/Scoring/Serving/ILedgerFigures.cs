using Assay.Scoring.Running;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Scoring.Serving;

/// <summary>What a ledger tells whoever looks at it: figures, lists, and the trail of one response. Asking changes nothing.</summary>
public interface ILedgerFigures
{
    /// <summary>How many outcomes there are of each kind.</summary>
    Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken);

    Task<OutcomePage> ListAsync(OutcomeQuery query, CancellationToken cancellationToken);

    /// <summary>Figures of a range, by judge version, time and slice as asked; in that order.</summary>
    Task<IReadOnlyList<Rollup>> RollupsAsync(RollupQuery query, CancellationToken cancellationToken);

    /// <summary>The latest outcomes of a judge, one by one.</summary>
    Task<RecentOutcomes> RecentAsync(RecentQuery query, CancellationToken cancellationToken);

    /// <summary>Releases that were announced, in the order in which they went out.</summary>
    Task<IReadOnlyList<AnnouncedRelease>> AnnouncedReleasesAsync(CancellationToken cancellationToken);

    /// <summary>The fields by which figures can be split.</summary>
    Task<IReadOnlyList<string>> SliceFieldsAsync(CancellationToken cancellationToken);

    /// <summary>What a search for causes looks at, in no particular order.</summary>
    Task<IReadOnlyList<Observation>> ObserveAsync(ObservationQuery query, CancellationToken cancellationToken);

    /// <summary>What was said in responses that a judge version scored, and what it said of them, by the ledger's numbers; without those that are gone.</summary>
    Task<IReadOnlyList<Said>> SaidAsync(string judge, string judgeVersion, IReadOnlyList<long> keys, CancellationToken cancellationToken);

    /// <summary>The ids of responses, by the ledger's numbers; without those that are gone.</summary>
    Task<IReadOnlyDictionary<long, string>> IdsAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken);

    /// <summary>Null when no response has this id.</summary>
    Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken);
}
