using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Storage.Sqlite.Rollups;
using Npgsql;

namespace Assay.Storage.Postgres.Labels;

/// <summary>Labels of people.</summary>
internal static class LabelRows
{
    private const string Columns = """
        SELECT r.id, r.revision, l.judge, l.criterion, l.rater, l.is_adjudication, l.score, l.low, l.high, l.grade, l.labelled_at, l.note, l.is_blind,
            q.id, i.arm, i.inclusion_probability, i.stratum
        """;

    private const string From = """
        FROM human_labels l JOIN responses r USING (response_key)
        LEFT JOIN label_items i ON i.judge = l.judge AND i.response_key = l.response_key LEFT JOIN label_queues q ON q.queue_key = i.queue_key
        """;

    public static async Task<IReadOnlyList<HumanLabel>> FindAsync(PostgresSession session, LabelQuery query) => await session.ListAsync($"""
        {Columns} {From}
        WHERE ($1::text IS NULL OR l.judge = $1::text) AND ($2::text IS NULL OR l.criterion = $2::text) AND ($3::text IS NULL OR q.id = $3::text)
            AND ($4::bytea IS NULL OR r.id = $4::bytea) AND ($5::bytea IS NULL OR l.rater = $5::bytea) AND ($6::bigint IS NULL OR l.labelled_at >= $6::bigint)
        ORDER BY l.labelled_at, l.response_key, l.criterion COLLATE "C", l.rater, l.is_adjudication LIMIT $7
        """, Read, query.Judge is { } judge ? RowReading.Asked(judge) : null, query.Criterion is { } criterion ? RowReading.Asked(criterion) : null, query.Queue is { } queue ? RowReading.Asked(queue) : null,
        RowReading.Utf8(query.ResponseId), RowReading.Utf8(query.Rater), query.Since?.ToUnixTimeMilliseconds(), (long)query.AtMost);

    /// <returns>Those whose response is not there; then nothing was saved.</returns>
    public static async Task<IReadOnlyList<LabelKey>> SaveAsync(PostgresSession session, IReadOnlyList<HumanLabel> labels)
    {
        Dictionary<(string, int), long> found = (await session.ListAsync(
            "SELECT DISTINCT r.id, r.revision, r.response_key FROM unnest($1::bytea[], $2::int[]) AS l (id, revision) JOIN responses r USING (id, revision)",
            row => ((row.Text(0), row.GetInt32(1)), row.GetInt64(2)),
            labels.Select(l => RowReading.Utf8(l.Key.ResponseId)!).ToArray(), labels.Select(l => l.Key.Revision).ToArray())).ToDictionary();
        LabelKey[] unknown = [.. labels.Select(l => l.Key).Where(k => !found.ContainsKey((k.ResponseId, k.Revision)))];
        if (unknown.Length > 0)
        {
            return unknown;
        }

        foreach (HumanLabel label in labels)
        {
            long key = found[(label.Key.ResponseId, label.Key.Revision)];
            // Where no texts are kept, a note that may repeat some is not kept either.
            session.Later(
                """
                INSERT INTO human_labels (response_key, judge, criterion, rater, is_adjudication, score, low, high, grade, labelled_at, note, is_blind)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN EXISTS (SELECT 1 FROM unkept_responses WHERE response_key = $1) THEN NULL ELSE $11::bytea END, $12)
                ON CONFLICT (response_key, judge, criterion, rater, is_adjudication) DO UPDATE SET score = excluded.score, low = excluded.low, high = excluded.high,
                    grade = excluded.grade, labelled_at = excluded.labelled_at, note = excluded.note, is_blind = excluded.is_blind
                """,
                key, label.Key.Judge, label.Key.Criterion, RowReading.Utf8(label.Key.Rater), label.Key.IsAdjudication, label.Score, label.Low, label.High, RowReading.Utf8(label.Grade),
                label.At.ToUnixTimeMilliseconds(), RowReading.Utf8(label.Note), label.IsBlind);
            session.Later("DELETE FROM label_skips WHERE response_key = $1 AND judge = $2 AND rater = $3", key, label.Key.Judge, RowReading.Utf8(label.Key.Rater));
        }

        await session.SendAsync();
        return [];
    }

    public static async Task<bool> RemoveAsync(PostgresSession session, LabelKey label) => await session.ExecuteAsync(
        """
        DELETE FROM human_labels WHERE response_key = (SELECT response_key FROM responses WHERE id = $1 AND revision = $2)
            AND judge = $3 AND criterion = $4 AND rater = $5 AND is_adjudication = $6
        """, RowReading.Utf8(label.ResponseId), label.Revision, RowReading.Asked(label.Judge), RowReading.Asked(label.Criterion), RowReading.Utf8(label.Rater), label.IsAdjudication) > 0;

    public static async Task<IReadOnlyList<LabelledResponse>> LabelledAsync(PostgresSession session, LabelledQuery query)
    {
        (string judge, string criterion) = (RowReading.Asked(query.Judge), RowReading.Asked(query.Criterion));
        List<LabelledRow> rows = await session.ListAsync(
            $"""
            {Columns}, l.response_key, r.received_at, r.body {From}
            WHERE l.judge = $1 AND l.criterion = $2 AND r.received_at >= $3 AND r.received_at < $4 ORDER BY l.response_key, l.labelled_at, l.rater, l.is_adjudication
            """,
            row => new LabelledRow(row.GetInt64(17), row.Time(18), UnkeptContent.Read(row.GetFieldValue<byte[]>(19), row.GetInt64(17)), Read(row)),
            judge, criterion, query.From?.ToUnixTimeMilliseconds() ?? 0, query.To?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        Dictionary<long, LabelledRow.JudgeScore?> scores = (await session.ListAsync(
            """
            SELECT DISTINCT ON (s.response_key) s.response_key, v.version, s.score, v.criteria, o.overall FROM criterion_scores s JOIN judge_versions v USING (judge_version_key)
                JOIN outcomes o USING (response_key, judge_version_key, repeat)
            WHERE s.response_key = ANY($1) AND s.repeat = 0 AND s.criterion = $2 AND v.name = $3 AND ($4::text IS NULL OR v.version = $4::text) ORDER BY s.response_key, v.judge_version_key DESC
            """,
            row => (row.GetInt64(0), CriteriaColumn.Read(row.GetFieldValue<byte[]>(3)).FirstOrDefault(c => c.Name == query.Criterion) is { } scale
                ? new LabelledRow.JudgeScore(row.GetString(1), row.GetDouble(2), scale.Min, scale.Max) { Overall = row.IsDBNull(4) ? null : row.GetDouble(4) }
                : null),
            rows.Select(r => r.Key).Distinct().ToArray(), criterion, judge, query.JudgeVersion)).ToDictionary();
        return LabelledRow.Gather(rows, scores.GetValueOrDefault, row => row.ReceivedAt);
    }

    public static async Task<IReadOnlyList<LabelCount>> CountsAsync(PostgresSession session)
    {
        var raters = await session.ListAsync(
            "SELECT judge COLLATE \"C\", criterion COLLATE \"C\", rater, count(*) FROM human_labels WHERE NOT is_adjudication GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            row => (Judge: row.GetString(0), Criterion: row.GetString(1), Rater: row.Text(2), Labels: (int)row.GetInt64(3)));
        return await session.ListAsync(
            """
            SELECT judge COLLATE "C", criterion COLLATE "C", count(*), sum(raters)::bigint, count(*) FILTER (WHERE raters > 1),
                count(*) FILTER (WHERE EXISTS (SELECT 1 FROM label_items i WHERE i.judge = t.judge AND i.response_key = t.response_key)), max(latest)
            FROM (SELECT judge, criterion, response_key, count(*) FILTER (WHERE NOT is_adjudication) AS raters, max(labelled_at) AS latest FROM human_labels GROUP BY 1, 2, 3) t
            GROUP BY 1, 2 ORDER BY 1, 2
            """,
            row => new LabelCount(row.GetString(0), row.GetString(1), (int)row.GetInt64(2), (int)row.GetInt64(3), (int)row.GetInt64(4), (int)row.GetInt64(5), row.Time(6))
            {
                Raters = [.. raters.Where(r => r.Judge == row.GetString(0) && r.Criterion == row.GetString(1)).Select(r => (r.Rater, r.Labels))],
            });
    }

    public static async Task<IReadOnlyList<LabelledJudge>> JudgesAsync(PostgresSession session) => await session.ListAsync(
        "SELECT name, version, criteria FROM judge_versions ORDER BY judge_version_key", row => CriteriaColumn.Asked(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)));

    public static async Task<IReadOnlyDictionary<string, int>> RevisionsAsync(PostgresSession session, IReadOnlyList<string> ids) => (await session.ListAsync(
        "SELECT id, max(revision) FROM responses WHERE id = ANY($1) GROUP BY id", row => (row.Text(0), row.GetInt32(1)), (object)ids.Select(id => RowReading.Utf8(id)!).ToArray())).ToDictionary();

    private static HumanLabel Read(NpgsqlDataReader row) => new(
        new LabelKey(row.Text(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.Text(4), row.GetBoolean(5)), row.GetDouble(6), row.GetDouble(7), row.GetDouble(8))
    {
        Grade = row.TextOrNull(9),
        At = row.Time(10),
        Note = row.TextOrNull(11),
        IsBlind = row.GetBoolean(12),
        Draw = row.IsDBNull(13) ? null : new LabelDraw(row.GetString(13), SnakeCase.Parse<LabelArm>(row.GetString(14)), row.GetDouble(15), row.Text(16)),
    };
}
