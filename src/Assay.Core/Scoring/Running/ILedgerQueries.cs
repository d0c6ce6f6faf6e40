using Assay.Calibrating.Anchors;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Gating.History;
using Assay.Gating.Prompts;
using Assay.Scoring.Batching;
using Assay.Scoring.Serving;
using Assay.Surfacing.Alerts;

namespace Assay.Scoring.Running;

/// <summary>Questions to a ledger that change nothing; they can be asked while others work on it, one at a time.</summary>
public interface ILedgerQueries : ILedgerFigures, IAsyncDisposable
{
    /// <summary>What is watched, and what was found.</summary>
    IAlertRecords Alerts { get; }

    /// <summary>What was judged of files, and gates over it.</summary>
    IGateRecords Gates { get; }

    /// <summary>What waits in providers' batches.</summary>
    IBatchRecords Batches { get; }

    /// <summary>What people say of responses, and what they are asked.</summary>
    ILabelRecords Labels { get; }

    /// <summary>What judges said of their anchors.</summary>
    IAnchorRecords Anchors { get; }

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

    /// <summary>Every prompt version that was asked, by name, the latest first.</summary>
    Task<IReadOnlyList<StoredPrompt>> PromptsAsync(CancellationToken cancellationToken);

    /// <summary>The account of a run, computed from the rows.</summary>
    Task<RunAccount> AccountAsync(RunKey run, IReadOnlyList<string> slices, CancellationToken cancellationToken);

    /// <summary>One row per response of the run, in the order of the input.</summary>
    IAsyncEnumerable<ResultRow> ResultsAsync(RunKey run, CancellationToken cancellationToken);

    /// <summary>The outcomes behind the figures of a range, what is owed and skipped among them, in the order the responses came in.</summary>
    IAsyncEnumerable<ResultRow> ResultsAsync(OutcomeRange range, CancellationToken cancellationToken);

    /// <summary>Re-checks what the ledger promises.</summary>
    Task<IReadOnlyList<LedgerFinding>> CheckAsync(CancellationToken cancellationToken);
}
