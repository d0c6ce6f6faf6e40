using Assay.Collecting;
using Assay.Scoring.Serving;

namespace Assay.Scoring.Running;

/// <summary>Questions to a ledger that change nothing; they can be asked while others work on it, one at a time.</summary>
public interface ILedgerQueries : IAsyncDisposable
{
    /// <summary>Null when no response has this id.</summary>
    Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken);

    /// <summary>Some ids that contain the text, for a hint after a miss.</summary>
    Task<IReadOnlyList<string>> SimilarIdsAsync(string text, CancellationToken cancellationToken);

    /// <summary>All outcomes, in the order the responses came in.</summary>
    IAsyncEnumerable<ResultRow> ResultsAsync(string? judge, OutcomeState? outcome, CancellationToken cancellationToken);

    /// <summary>The names of the judges that outcomes are owed to or were given by.</summary>
    Task<IReadOnlyList<string>> JudgesAsync(CancellationToken cancellationToken);

    /// <summary>Every criterion that a judge of this name, or any judge, scores; in the order of the rubrics.</summary>
    Task<IReadOnlyList<string>> CriteriaAsync(string? judge, CancellationToken cancellationToken);

    /// <summary>Every judge version that outcomes are owed to or were given by.</summary>
    Task<IReadOnlyList<StoredJudgeVersion>> JudgeVersionsAsync(CancellationToken cancellationToken);

    /// <summary>Where responses stand with a judge version, in their order; null for those that the ledger does not hold or does not owe it.</summary>
    Task<IReadOnlyList<OutcomeState?>> StatesAsync(string judge, string version, IReadOnlyList<Response> responses, CancellationToken cancellationToken);

    /// <summary>How many outcomes there are of each kind.</summary>
    Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken);

    /// <summary>Re-checks what the ledger promises.</summary>
    Task<IReadOnlyList<LedgerFinding>> CheckAsync(CancellationToken cancellationToken);
}
