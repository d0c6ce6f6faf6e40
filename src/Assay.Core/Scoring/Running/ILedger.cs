using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Gating.Prompts;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Running;

/// <summary>
/// The store of the work: responses, outcomes, verdicts, attempts. It balances: accepted = scored + unscored + skipped + owed.
/// Every method is atomic, and doing it twice changes nothing. A ledger that cannot be written throws <see cref="LedgerException"/>.
/// One that is opened to keep no content has the texts of a response only while something is owed for it, and nothing that a judge wrote.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>What waits in providers' batches.</summary>
    IBatchStore Batches { get; }

    /// <summary>Continues the unfinished run of this identity, or begins one.</summary>
    Task<RunKey> OpenRunAsync(RunIdentity identity, Judge judge, CancellationToken cancellationToken);

    /// <summary>
    /// Figures can be split by these metadata fields from now on, beside <c>release</c> and those declared before. For one that is
    /// new, what is stored is added up once.
    /// </summary>
    Task DeclareSlicesAsync(IReadOnlyList<string> fields, CancellationToken cancellationToken);

    /// <summary>Notes what the attempts of a run are priced with, so that its cost can be recomputed from tokens.</summary>
    Task SavePriceAsync(RunKey run, ModelPrice price, CancellationToken cancellationToken);

    /// <summary>
    /// Saves responses and what each of them owes the judge, and tells where each stands. Those that the rule leaves out are
    /// skipped; one that an earlier, narrower rule left out and this one holds is owed again. Stops before the first that
    /// cannot be accepted.
    /// </summary>
    Task<Acceptance> AcceptAsync(RunKey run, IReadOnlyList<SourcedResponse> responses, IntakeRule rule, CancellationToken cancellationToken);

    /// <summary>
    /// Saves what came of judging: verdict or none, and every attempt. A verdict that is already there stays as it is, its
    /// attempts are counted all the same.
    /// </summary>
    /// <param name="reservedUsd">In the same transaction, what this process holds reserved for the run from now on; null leaves it as it is.</param>
    /// <returns>What is held then; null where nothing was asked for.</returns>
    Task<Held?> RecordAsync(RunKey run, IReadOnlyList<JudgedResponse> judged, decimal? reservedUsd, CancellationToken cancellationToken);

    /// <summary>
    /// Holds money for calls that are about to be made; replaces what this process held for the run. If the process dies, another
    /// finds it, cannot know what was spent of it, and counts all of it as spent: an attempt of its own, <c>lost</c>.
    /// </summary>
    /// <returns>What is held: less than asked for where the judge's budget of the day leaves less.</returns>
    Task<Held> ReserveAsync(RunKey run, decimal reservedUsd, CancellationToken cancellationToken);

    /// <summary>What was spent so far, lost reservations included, and what open batches hold.</summary>
    Task<Spending> SpendingAsync(RunKey run, DateOnly day, CancellationToken cancellationToken);

    /// <summary>Notes which prompt version the outputs of a run were made with, its text, and what asking took.</summary>
    Task SavePromptUseAsync(PromptUse use, CancellationToken cancellationToken);

    /// <summary>The run came to the end of its budget: for the rest of the day (UTC) the same command continues it, with what it has spent; from the next on it begins a new one.</summary>
    Task NoteBudgetReachedAsync(RunKey run, CancellationToken cancellationToken);

    /// <summary>The run has nothing more to do; the same command begins a new one.</summary>
    Task CloseRunAsync(RunKey run, CancellationToken cancellationToken);

    /// <summary>The account of a run, computed from the rows.</summary>
    Task<RunAccount> AccountAsync(RunKey run, IReadOnlyList<string> slices, CancellationToken cancellationToken);

    /// <summary>The form of reply an endpoint was found to give; null when it was never asked.</summary>
    Task<ReplyForm?> FindReplyFormAsync(string endpoint, string model, CancellationToken cancellationToken);

    Task SaveReplyFormAsync(string endpoint, string model, ReplyForm form, CancellationToken cancellationToken);

    /// <summary>One row per response of the run, in the order of the input.</summary>
    IAsyncEnumerable<ResultRow> ResultsAsync(RunKey run, CancellationToken cancellationToken);

    /// <summary>The scored responses of a run with the lowest scores, lowest first.</summary>
    Task<IReadOnlyList<ResultRow>> LowestAsync(RunKey run, int count, CancellationToken cancellationToken);

    /// <summary>Some unscored responses of a run, a few of each reason.</summary>
    Task<IReadOnlyList<ResultRow>> UnscoredAsync(RunKey run, int countPerReason, CancellationToken cancellationToken);
}

/// <summary>The ledger cannot be read or written: the disk is full, the file is locked, the database cannot be reached, or it is no ledger.</summary>
public sealed class LedgerException(string message, Exception? inner = null) : Exception(message, inner);

/// <param name="Run">The run.</param>
/// <param name="JudgeVersion">The stored judge version it runs with.</param>
public readonly record struct RunKey(long Run, long JudgeVersion)
{
    /// <summary>Which of several samples of the same verdicts the run takes. Only the first, 0, stands for a response in figures, lists and what is told outside.</summary>
    public int Repeat { get; init; }
}

/// <param name="RunUsd">By the run.</param>
/// <param name="JudgeDayUsd">By the run's judge, under its name, in any version and any run, on the day (UTC) asked for.</param>
public readonly record struct Spending(decimal RunUsd, decimal JudgeDayUsd);

/// <summary>What a process holds in the ledger for calls whose cost is not known yet.</summary>
/// <param name="JudgeDayUsd">What counts against the judge's budget of this day besides: spent by anybody, held by others. Null where no other process can be at work.</param>
public readonly record struct Held(decimal Usd, decimal? JudgeDayUsd = null)
{
    /// <summary>Responses whose outcome others have recorded for the judge this day. Null as for <see cref="JudgeDayUsd"/>.</summary>
    public long? JudgedByOthers { get; init; }
}

/// <summary>What makes two invocations the same run: the same judge over the same files as they stood.</summary>
public sealed record RunIdentity(string Text, string Description)
{
    /// <inheritdoc cref="RunKey.Repeat"/>
    public int Repeat { get; init; }
}

/// <param name="Conflict">The run already holds another response under the id of the next one; names both places.</param>
public sealed record Acceptance(IReadOnlyList<AcceptedResponse> Accepted, InputException? Conflict);

/// <param name="Key">The ledger's own number for the response; grows with time.</param>
/// <param name="ReceivedAt">When the ledger first saved it, to the millisecond.</param>
/// <param name="IsNew">False when this run already holds the response: a repeated line.</param>
public readonly record struct AcceptedResponse(long Key, DateTimeOffset ReceivedAt, Response Response, OutcomeState State, bool IsNew)
{
    /// <summary>How often a service died while it was being judged.</summary>
    public int Deaths { get; init; }

    /// <summary>What a batch brought for it; null where it did not wait in one.</summary>
    public BatchedAnswers? Batched { get; init; }

    /// <summary>What earlier batches brought for it.</summary>
    public IReadOnlyList<HeardReply> Heard { get => field ?? []; init; }

    /// <summary>What its judge needs next may wait for another batch.</summary>
    public bool MayWait { get; init; }

    /// <summary>Its texts are there only until nothing is owed for it any more, and nothing of them may be stored elsewhere.</summary>
    public bool IsUnkept { get; init; }
}

/// <summary>A response and what came of judging it, on its way into the ledger.</summary>
public sealed record JudgedResponse(long Key, DateTimeOffset ReceivedAt, Judged Judged)
{
    /// <inheritdoc cref="AcceptedResponse.IsUnkept"/>
    public bool IsUnkept { get; init; }

    /// <summary>What a batch brought for it: its items there are closed with this.</summary>
    public BatchedAnswers? Batched { get; init; }

    /// <summary>What earlier batches brought for it was looked at; once there is an outcome it is kept no longer.</summary>
    public bool HasHeard { get; init; }

    /// <summary>What the cache may hold of it, so that it goes there too when the response is removed.</summary>
    public IReadOnlyList<CacheKey> Questions { get; init; } = [];

    public decimal CostUsd(Lane lane) => Judged.Attempts.Where(a => a.Lane == lane).Sum(a => a.CostUsd);
}
