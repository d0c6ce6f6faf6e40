using Assay.Calibrating.Anchors;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Gating.History;
using Assay.Gating.Prompts;
using Assay.Scoring.Batching;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite.Alerts;
using Assay.Storage.Sqlite.Anchors;
using Assay.Storage.Sqlite.Batching;
using Assay.Storage.Sqlite.Gating;
using Assay.Storage.Sqlite.Labels;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Storage.Sqlite;

/// <summary>Questions to a ledger in a SQLite file, asked on the thread pool.</summary>
internal sealed class SqliteQueries(LedgerQueries ledger) : ILedgerQueries
{
    public Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken) => Task.Run(() => ledger.Trail(id), cancellationToken);

    public Task<IReadOnlyList<string>> SimilarIdsAsync(string text, CancellationToken cancellationToken) => Task.Run(() => ledger.SimilarIds(text), cancellationToken);

    public IAsyncEnumerable<ResultRow> ResultsAsync(string? judge, OutcomeState? outcome, CancellationToken cancellationToken) => ledger.Results(judge, outcome).ToAsyncEnumerable();

    public Task<IReadOnlyList<string>> JudgesAsync(CancellationToken cancellationToken) => Task.Run(ledger.Judges, cancellationToken);

    public Task<IReadOnlyList<string>> CriteriaAsync(string? judge, CancellationToken cancellationToken) => Task.Run(() => ledger.Criteria(judge), cancellationToken);

    public Task<IReadOnlyList<StoredJudgeVersion>> JudgeVersionsAsync(CancellationToken cancellationToken) => Task.Run(ledger.JudgeVersions, cancellationToken);

    public Task<IReadOnlyList<OutcomeState?>> StatesAsync(string judge, string version, IReadOnlyList<Response> responses, CancellationToken cancellationToken) =>
        Task.Run(() => ledger.States(judge, version, responses), cancellationToken);

    public Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken) => Task.Run(ledger.Account, cancellationToken);

    public Task<OutcomePage> ListAsync(OutcomeQuery query, CancellationToken cancellationToken) => Task.Run(() => ledger.List(query), cancellationToken);

    public Task<IReadOnlyList<Rollup>> RollupsAsync(RollupQuery query, CancellationToken cancellationToken) => Task.Run(() => ledger.Rollups(query), cancellationToken);

    public IAlertRecords Alerts { get; } = new SqliteAlertRecords(ledger);

    public IBatchRecords Batches { get; } = new SqliteBatchRecords(ledger);

    public IGateRecords Gates { get; } = new SqliteGateRecords(ledger);

    public ILabelRecords Labels { get; } = new SqliteLabelRecords(ledger);

    public IAnchorRecords Anchors { get; } = new SqliteAnchorRecords(ledger);

    public Task<RecentOutcomes> RecentAsync(RecentQuery query, CancellationToken cancellationToken) => Task.Run(() => ledger.Recent(query), cancellationToken);

    public Task<IReadOnlyList<AnnouncedRelease>> AnnouncedReleasesAsync(CancellationToken cancellationToken) => Task.Run(ledger.AnnouncedReleases, cancellationToken);

    public Task<IReadOnlyList<string>> SliceFieldsAsync(CancellationToken cancellationToken) => Task.Run(ledger.SliceFields, cancellationToken);

    public Task<IReadOnlyList<Observation>> ObserveAsync(ObservationQuery query, CancellationToken cancellationToken) => Task.Run(() => ledger.Observe(query), cancellationToken);

    public Task<IReadOnlyList<Said>> SaidAsync(string judge, string judgeVersion, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        Task.Run(() => ledger.Said(judge, judgeVersion, keys), cancellationToken);

    public Task<IReadOnlyDictionary<long, string>> IdsAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) => Task.Run(() => ledger.Ids(keys), cancellationToken);

    public Task<IReadOnlyList<StoredPrompt>> PromptsAsync(CancellationToken cancellationToken) => Task.Run(() => ledger.Read(PromptTable.All), cancellationToken);

    public Task<RunAccount> AccountAsync(RunKey run, IReadOnlyList<string> slices, CancellationToken cancellationToken) => Task.Run(() => ledger.Account(run, slices), cancellationToken);

    public IAsyncEnumerable<ResultRow> ResultsAsync(RunKey run, CancellationToken cancellationToken) => ledger.Results(run).ToAsyncEnumerable();

    public IAsyncEnumerable<ResultRow> ResultsAsync(OutcomeRange range, CancellationToken cancellationToken) => ledger.Results(range).ToAsyncEnumerable();

    public Task<IReadOnlyList<LedgerFinding>> CheckAsync(CancellationToken cancellationToken) => Task.Run(ledger.Check, cancellationToken);

    public ValueTask DisposeAsync()
    {
        ledger.Dispose();
        return ValueTask.CompletedTask;
    }
}
