using System.Text;
using Assay.Calibrating.Anchors;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Gating.History;
using Assay.Gating.Prompts;
using Assay.Scoring.Batching;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Postgres.Batching;
using Assay.Storage.Postgres.Labels;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Storage.Postgres;

/// <summary>Questions to a ledger in PostgreSQL.</summary>
internal sealed class PostgresQueries(PostgresDatabase database) : ILedgerQueries
{
    public Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(session => TrailReader.ReadAsync(session, id), cancellationToken);

    public Task<IReadOnlyList<string>> SimilarIdsAsync(string text, CancellationToken cancellationToken) =>
        database.ReadAsync(session => TrailReader.SimilarIdsAsync(session, text), cancellationToken, isLong: true);

    public IAsyncEnumerable<ResultRow> ResultsAsync(string? judge, OutcomeState? outcome, CancellationToken cancellationToken) =>
        ResultReader.AllAsync(database, judge, outcome, cancellationToken);

    public Task<IReadOnlyList<string>> JudgesAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        async session => await session.ListAsync("SELECT DISTINCT name COLLATE \"C\" FROM judge_versions ORDER BY 1", row => row.GetString(0)), cancellationToken);

    public Task<IReadOnlyList<string>> CriteriaAsync(string? judge, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        async session => [.. (await session.ListAsync(
                "SELECT criteria FROM judge_versions WHERE $1::text IS NULL OR name = $1::text ORDER BY judge_version_key", row => CriteriaColumn.Read(row.GetFieldValue<byte[]>(0)), judge))
            .SelectMany(c => c.Select(d => d.Name)).Where(c => c != CriteriaColumn.Overall).Distinct(StringComparer.Ordinal)], cancellationToken);

    public Task<IReadOnlyList<StoredJudgeVersion>> JudgeVersionsAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<StoredJudgeVersion>>(
        async session => await session.ListAsync(
            "SELECT name, version, definition FROM judge_versions ORDER BY judge_version_key", row => new StoredJudgeVersion(row.GetString(0), row.GetString(1), row.Text(2))), cancellationToken);

    public Task<IReadOnlyList<OutcomeState?>> StatesAsync(string judge, string version, IReadOnlyList<Response> responses, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OutcomeState?>>(
            async session =>
            {
                byte[][] ids = [.. responses.Select(r => Encoding.UTF8.GetBytes(r.Id)).DistinctBy(Convert.ToBase64String)];
                Dictionary<(string, string), OutcomeState> states = (await session.ListAsync("""
                    SELECT r.id, r.content_hash, o.state FROM responses r
                    JOIN outcomes o ON o.response_key = r.response_key AND o.repeat = 0
                    JOIN judge_versions v ON v.judge_version_key = o.judge_version_key AND v.name = $2 AND v.version = $3
                    WHERE r.id = ANY($1)
                    """, row => ((row.Text(0), Convert.ToHexString(row.GetFieldValue<byte[]>(1))), (OutcomeState)row.GetInt32(2)), ids, judge, version)).ToDictionary();
                return
                [
                    .. responses.Select(r => states.TryGetValue(
                        (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(r.Id)), Convert.ToHexString(ContentHash.Of(r).ToBytes())), out OutcomeState state) ? (OutcomeState?)state : null),
                ];
            },
            cancellationToken);

    public Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken) => database.ReadAsync(LedgerReader.AccountAsync, cancellationToken);

    public Task<OutcomePage> ListAsync(OutcomeQuery query, CancellationToken cancellationToken) => database.ReadAsync(session => LedgerReader.ListAsync(session, query), cancellationToken);

    public Task<IReadOnlyList<Rollup>> RollupsAsync(RollupQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RollupReader.ReadAsync(session, query), cancellationToken, isLong: true);

    public IAlertRecords Alerts { get; } = new PostgresAlertRecords(database);

    public IBatchRecords Batches { get; } = new PostgresBatchRecords(database);

    public IGateRecords Gates { get; } = new PostgresGateStore(database);

    public ILabelRecords Labels { get; } = new PostgresLabelStore(database);

    public IAnchorRecords Anchors { get; } = new PostgresAnchorRecords(database);

    public Task<RecentOutcomes> RecentAsync(RecentQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RecentReader.ReadAsync(session, query), cancellationToken, isLong: true);

    public Task<IReadOnlyList<AnnouncedRelease>> AnnouncedReleasesAsync(CancellationToken cancellationToken) => database.ReadAsync(ReleaseRows.AllAsync, cancellationToken);

    /// <summary>Any field can be asked for; which were declared, only the configuration knows.</summary>
    public Task<IReadOnlyList<string>> SliceFieldsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["release"]);

    public Task<IReadOnlyList<Observation>> ObserveAsync(ObservationQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => await ObservationReader.ReadAsync(session, query, [.. (await SliceFieldsAsync(cancellationToken)).Union(query.Fields)]), cancellationToken, isLong: true);

    public Task<IReadOnlyList<Said>> SaidAsync(string judge, string judgeVersion, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ObservationReader.SaidAsync(session, judge, judgeVersion, keys), cancellationToken);

    public Task<IReadOnlyDictionary<long, string>> IdsAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ObservationReader.IdsAsync(session, keys), cancellationToken);

    public Task<IReadOnlyList<StoredPrompt>> PromptsAsync(CancellationToken cancellationToken) => database.ReadAsync(PromptRows.AllAsync, cancellationToken);

    public Task<RunAccount> AccountAsync(RunKey run, IReadOnlyList<string> slices, CancellationToken cancellationToken) =>
        database.ReadAsync(session => AccountReader.ReadAsync(session, run, slices), cancellationToken, isLong: true);

    public IAsyncEnumerable<ResultRow> ResultsAsync(RunKey run, CancellationToken cancellationToken) => ResultReader.OfRunAsync(database, run, cancellationToken);

    public IAsyncEnumerable<ResultRow> ResultsAsync(OutcomeRange range, CancellationToken cancellationToken) => ResultReader.OfRangeAsync(database, range, cancellationToken);

    public Task<IReadOnlyList<LedgerFinding>> CheckAsync(CancellationToken cancellationToken) => database.ReadAsync(LedgerCheck.RunAsync, cancellationToken, isLong: true);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
