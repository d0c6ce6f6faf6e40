using System.Runtime.CompilerServices;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;
using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>Reads outcomes with their scores; many of them page by page, each as it stands when it is read.</summary>
internal static class ResultReader
{
    private const int Page = 500;

    private const string Columns = """
        SELECT r.response_key, r.id, r.body, o.judge_version_key, v.name, v.version, o.state, o.reason, o.detail, o.overall, o.failure_code,
            o.raw_reply, o.attempts, o.cost_nano_usd, o.latency_ms, v.criteria, o.origin, o.inclusion_probability, r.revision, o.repeat
        """;

    private const string OfOneRun = """
        FROM run_items i
        JOIN responses r ON r.response_key = i.response_key
        JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = $2 AND o.repeat = (SELECT repeat FROM runs WHERE run_key = $1)
        JOIN judge_versions v ON v.judge_version_key = o.judge_version_key
        WHERE i.run_key = $1
        """;

    private const string Lowness = """
        coalesce(o.overall, (SELECT avg(s.score) FROM criterion_scores s WHERE s.response_key = o.response_key AND s.judge_version_key = o.judge_version_key AND s.repeat = o.repeat))
        """;

    private const string OfAll = """
        FROM outcomes o
        JOIN responses r ON r.response_key = o.response_key
        JOIN judge_versions v ON v.judge_version_key = o.judge_version_key
        WHERE o.repeat = 0
        """;

    public static async IAsyncEnumerable<ResultRow> OfRunAsync(PostgresDatabase database, RunKey run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (long position, long key) = (long.MinValue, 0);
        while (true)
        {
            List<Row> page = await database.ReadAsync(
                session => ReadAsync(session, $"{Columns}, i.position {OfOneRun} AND (i.position, i.response_key) > ($3, $4) ORDER BY i.position, i.response_key LIMIT $5", run.Run, run.JudgeVersion, position, key, (long)Page),
                cancellationToken, isLong: true);
            foreach (Row row in page)
            {
                yield return row.Result;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            (position, key) = (page[^1].Position, page[^1].Key);
        }
    }

    public static async IAsyncEnumerable<ResultRow> AllAsync(
        PostgresDatabase database, string? judge, OutcomeState? outcome, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (long key, long version) = (0, 0);
        while (true)
        {
            List<Row> page = await database.ReadAsync(
                session => ReadAsync(session, $"""
                    {Columns} {OfAll} AND ($1::text IS NULL OR v.name = $1::text) AND ($2::int IS NULL OR o.state = $2::int)
                    AND (o.response_key, o.judge_version_key) > ($3, $4) ORDER BY o.response_key, o.judge_version_key LIMIT $5
                    """, judge, (int?)outcome, key, version, (long)Page),
                cancellationToken, isLong: true);
            foreach (Row row in page)
            {
                yield return row.Result;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            (key, version) = (page[^1].Key, page[^1].Version);
        }
    }

    public static async IAsyncEnumerable<ResultRow> OfRangeAsync(PostgresDatabase database, OutcomeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const long hour = 3_600_000;
        object?[] asked =
        [
            range.Judge, range.JudgeVersion, range.From.ToUnixTimeMilliseconds() / hour * hour, (range.To.ToUnixTimeMilliseconds() + hour - 1) / hour * hour,
            range.Slice is var (field, _) ? RowReading.Asked(field) : null, range.Slice is var (_, value) ? RowReading.Asked(value) : null,
        ];
        long key = 0;
        while (true)
        {
            List<Row> page = await database.ReadAsync(
                session => ReadAsync(session, $"""
                    {Columns} {OfAll} AND v.name = $1 AND v.version = $2 AND r.received_at >= $3 AND r.received_at < $4 AND o.response_key > $7
                        AND ($5::text IS NULL OR $6::text = CASE WHEN $5::text = 'release' THEN body_json(r.body) ->> 'release' ELSE body_json(r.body) #>> ARRAY['metadata', $5::text] END)
                        AND NOT EXISTS (
                            SELECT 1 FROM responses later JOIN outcomes decided ON decided.response_key = later.response_key
                                AND decided.judge_version_key = o.judge_version_key AND decided.repeat = 0 AND decided.state IN (1, 2)
                            WHERE later.id = r.id AND later.revision > r.revision)
                    ORDER BY o.response_key LIMIT $8
                    """, [.. asked, key, (long)Page]),
                cancellationToken, isLong: true);
            foreach (Row row in page)
            {
                yield return row.Result;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            key = page[^1].Key;
        }
    }

    /// <summary>Without a declared overall score, the mean of the criteria only orders the list; it is never shown.</summary>
    public static async Task<IReadOnlyList<ResultRow>> LowestAsync(PostgresSession session, RunKey run, int count) => Results(await ReadAsync(
        session, $"{Columns} {OfOneRun} AND o.state = 1 ORDER BY {Lowness}, i.position LIMIT $3", run.Run, run.JudgeVersion, (long)count));

    public static async Task<IReadOnlyList<ResultRow>> UnscoredAsync(PostgresSession session, RunKey run, int countPerReason) => Results(await ReadAsync(
        session, $"""
            {Columns} {OfOneRun} AND i.response_key IN (
                SELECT response_key FROM (
                    SELECT i.response_key, row_number() OVER (PARTITION BY o.reason ORDER BY i.position) AS place {OfOneRun} AND o.state = 2) AS placed
                WHERE place <= $3)
            ORDER BY o.reason COLLATE "C", i.position
            """, run.Run, run.JudgeVersion, (long)countPerReason));

    /// <summary>By every judge version, in the order in which they came to the ledger.</summary>
    public static async Task<IReadOnlyList<(ResultRow Row, long JudgeVersion)>> OfResponseAsync(PostgresSession session, long response) =>
        [.. (await ReadAsync(session, $"{Columns} {OfAll} AND o.response_key = $1 ORDER BY o.judge_version_key", response)).Select(r => (r.Result, r.Version))];

    /// <summary>Those of the places at which there is a final outcome.</summary>
    public static async Task<Dictionary<(long, long), DecidedVerdict>> DecidedAsync(PostgresSession session, IReadOnlyList<(long Response, long JudgeVersion)> places) =>
        (await ReadAsync(session, $"""
            {Columns}, coalesce(o.decided_at, 0) FROM unnest($1, $2) AS u (response_key, judge_version_key)
            JOIN outcomes o ON o.response_key = u.response_key AND o.judge_version_key = u.judge_version_key
            JOIN responses r ON r.response_key = o.response_key JOIN judge_versions v ON v.judge_version_key = o.judge_version_key WHERE o.repeat = 0 AND o.state IN (1, 2)
            """, places.Select(p => p.Response).ToArray(), places.Select(p => p.JudgeVersion).ToArray()))
        .DistinctBy(r => (r.Key, r.Version))
        .ToDictionary(r => (r.Key, r.Version), r => new DecidedVerdict(r.Result, r.Result.Revision, DateTimeOffset.FromUnixTimeMilliseconds(r.Position), r.HasOverall));

    /// <summary>The last contents under ids that a judge scored; without those that there are none of.</summary>
    public static async Task<IReadOnlyList<ResultRow>> ScoredAsync(PostgresSession session, IReadOnlyList<string> ids, AlertSubject judged) => Results(await ReadAsync(
        session,
        $"""
        SELECT DISTINCT ON (id) * FROM ({Columns} {OfAll} AND r.id = ANY($1) AND o.state = 1 AND v.name = $2 AND ($3::text IS NULL OR v.version = $3::text)) scored
        ORDER BY id, revision DESC, judge_version_key DESC
        """,
        ids.Select(RowReading.Utf8).ToArray(), judged.Judge, judged.JudgeVersion));

    private static IReadOnlyList<ResultRow> Results(List<Row> rows) => [.. rows.Select(r => r.Result)];

    private static async Task<List<Row>> ReadAsync(PostgresSession session, string sql, params object?[] values)
    {
        List<Row> rows = await session.ListAsync(sql, Read, values);
        ILookup<(long, long), Score> scores = (await session.ListAsync("""
            SELECT s.response_key, s.judge_version_key, s.criterion, s.score, s.label, s.reason, s.evidence
            FROM unnest($1, $2, $3) AS u (response_key, judge_version_key, repeat) JOIN criterion_scores s USING (response_key, judge_version_key, repeat)
            """,
            row => new Score(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetDouble(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6)),
            rows.Select(r => r.Key).ToArray(), rows.Select(r => r.Version).ToArray(), rows.Select(r => r.Repeat).ToArray())).ToLookup(s => (s.Key, s.Version));
        // Most ledgers have neither, and are asked for both at once.
        (bool hasPanels, bool hasSamples) = rows.Count == 0 ? default
            : (await session.ListAsync("SELECT EXISTS (SELECT 1 FROM panel_stages), EXISTS (SELECT 1 FROM verdict_samples)", row => (row.GetBoolean(0), row.GetBoolean(1))))[0];
        (long[] keys, long[] versions, int[] repeats) = ([.. rows.Select(r => r.Key)], [.. rows.Select(r => r.Version)], [.. rows.Select(r => r.Repeat)]);
        IReadOnlyDictionary<(long, long), PanelVerdict> panels = hasPanels ? await PanelRows.ReadAsync(session, keys, versions, repeats) : new Dictionary<(long, long), PanelVerdict>();
        ILookup<(long, long), ScoreSample> samples = hasSamples ? await SampleRows.ReadAsync(session, keys, versions, repeats) : Enumerable.Empty<ScoreSample>().ToLookup(_ => (0L, 0L));
        rows = [.. rows.Select(r => panels.TryGetValue((r.Key, r.Version), out PanelVerdict? panel) ? r with { Result = r.Result with { Panel = panel } } : r)];
        return [.. rows.Select(r => r.Result.Outcome switch
        {
            OutcomeState.Scored => r with { Result = r.Result with { Scores = Ordered(scores[(r.Key, r.Version)], r.Result.Criteria), Samples = [.. samples[(r.Key, r.Version)]] } },
            OutcomeState.Unscored => r with { Result = r.Result with { Samples = [.. samples[(r.Key, r.Version)]] } },
            _ => r,
        })];
    }

    private static Row Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(3), row.FieldCount > 20 ? row.GetInt64(20) : 0, new ResultRow
    {
        Id = row.Text(1),
        Revision = row.GetInt32(18),
        Body = row.Text(2),
        IsUnkept = UnkeptContent.IsRest(row.GetFieldValue<byte[]>(2)),
        Judge = row.GetString(4),
        JudgeVersion = row.GetString(5),
        Outcome = (OutcomeState)row.GetInt32(6),
        Reason = row.StringOrNull(7),
        Detail = row.TextOrNull(8),
        Overall = row.DoubleOrNull(9),
        FailureCode = row.TextOrNull(10),
        RawReply = row.TextOrNull(11),
        Attempts = row.GetInt64(12),
        CostUsd = Money.ToUsd(row.GetInt64(13)),
        LatencyMs = row.GetDouble(14),
        Criteria = [.. CriteriaColumn.Read(row.GetFieldValue<byte[]>(15)).Select(c => c.Name).Where(c => c != CriteriaColumn.Overall)],
        Origin = (VerdictOrigin)row.GetInt32(16),
        InclusionProbability = row.GetDouble(17),
    })
    {
        Repeat = row.GetInt32(19),
        HasOverall = CriteriaColumn.Read(row.GetFieldValue<byte[]>(15)) is [{ Name: CriteriaColumn.Overall }, ..],
    };

    /// <summary>In the rubric's order.</summary>
    private static IReadOnlyList<(string, double, string?, string?, IReadOnlyList<string>)> Ordered(IEnumerable<Score> scores, IReadOnlyList<string> criteria) =>
        [.. scores.OrderBy(s => criteria.ToList().IndexOf(s.Criterion)).Select(s => (s.Criterion, s.Value, s.Label, s.Reason, EvidenceColumn.Read(s.Evidence)))];

    /// <param name="Position">In its run, or when it was decided; where neither was asked for, 0.</param>
    private sealed record Row(long Key, long Version, long Position, ResultRow Result)
    {
        public bool HasOverall { get; init; }

        public int Repeat { get; init; }
    }

    private sealed record Score(long Key, long Version, string Criterion, double Value, string? Label, string? Reason, string? Evidence);
}
