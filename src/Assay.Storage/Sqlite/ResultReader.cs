using System.Text.Json;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Reads outcomes with their scores, one response at a time.</summary>
internal static class ResultReader
{
    private const string Columns = """
        SELECT r.response_key, r.id, r.body, o.judge_version_key, v.name, v.version, o.state, o.reason, o.detail, o.overall, o.failure_code,
            o.raw_reply, o.attempts, o.cost_nano_usd, o.latency_ms, v.criteria
        """;

    private const string OfOneRun = """
        FROM run_items i
        JOIN responses r ON r.response_key = i.response_key
        JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = ?2 AND o.repeat = 0
        JOIN judge_versions v ON v.judge_version_key = o.judge_version_key
        WHERE i.run_key = ?1
        """;

    private const string OfAll = """
        FROM outcomes o
        JOIN responses r ON r.response_key = o.response_key
        JOIN judge_versions v ON v.judge_version_key = o.judge_version_key
        WHERE o.repeat = 0
        """;

    public static IEnumerable<ResultRow> OfRun(SqliteConnection connection, RunKey run)
    {
        using var rows = new Statement(connection, $"{Columns} {OfOneRun} ORDER BY i.position", 2);
        foreach (ResultRow row in Read(connection, rows.Set(1, run.Run).Set(2, run.JudgeVersion)))
        {
            yield return row;
        }
    }

    public static IReadOnlyList<ResultRow> Lowest(SqliteConnection connection, RunKey run, int count)
    {
        // Without a declared overall score, the mean of the criteria only orders the list; it is never shown.
        using var rows = new Statement(connection, $"""
            {Columns} {OfOneRun} AND o.state = 1
            ORDER BY coalesce(o.overall, (SELECT avg(s.score) FROM criterion_scores s
                WHERE s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = 0)), i.position
            LIMIT ?3
            """, 3);
        return [.. Read(connection, rows.Set(1, run.Run).Set(2, run.JudgeVersion).Set(3, count))];
    }

    public static IReadOnlyList<ResultRow> Unscored(SqliteConnection connection, RunKey run, int countPerReason)
    {
        using var rows = new Statement(connection, $"""
            {Columns} {OfOneRun} AND i.response_key IN (
                SELECT response_key FROM (
                    SELECT i.response_key, row_number() OVER (PARTITION BY o.reason ORDER BY i.position) AS place {OfOneRun} AND o.state = 2)
                WHERE place <= ?3)
            ORDER BY o.reason, i.position
            """, 3);
        return [.. Read(connection, rows.Set(1, run.Run).Set(2, run.JudgeVersion).Set(3, countPerReason))];
    }

    public static IReadOnlyList<(ResultRow Row, long JudgeVersion)> OfResponse(SqliteConnection connection, long response)
    {
        using var versions = new Statement(connection, "SELECT judge_version_key FROM outcomes WHERE response_key = ?1 AND repeat = 0 ORDER BY 1", 1);
        var keys = new List<long>();
        using (SqliteDataReader reader = versions.Set(1, response).Query())
        {
            while (reader.Read())
            {
                keys.Add(reader.GetInt64(0));
            }
        }

        using var rows = new Statement(connection, $"{Columns} {OfAll} AND r.response_key = ?1 AND o.judge_version_key = ?2", 2);
        return [.. keys.Select(k => (Read(connection, rows.Set(1, response).Set(2, k)).Single(), k))];
    }

    public static IEnumerable<ResultRow> All(SqliteConnection connection, string? judge, OutcomeState? outcome)
    {
        using var rows = new Statement(connection, $"{Columns} {OfAll} AND (?1 IS NULL OR v.name = ?1) AND (?2 IS NULL OR o.state = ?2) ORDER BY o.response_key, o.judge_version_key", 2);
        foreach (ResultRow row in Read(connection, rows.Set(1, judge).Set(2, (long?)outcome)))
        {
            yield return row;
        }
    }

    public static IReadOnlyList<string> Judges(SqliteConnection connection)
    {
        using var names = new Statement(connection, "SELECT DISTINCT name FROM judge_versions ORDER BY name", 0);
        using SqliteDataReader reader = names.Query();
        var judges = new List<string>();
        while (reader.Read())
        {
            judges.Add(reader.GetString(0));
        }

        return judges;
    }

    public static IReadOnlyList<string> CriteriaOf(SqliteConnection connection, string? judge)
    {
        using var versions = new Statement(connection, "SELECT criteria FROM judge_versions WHERE ?1 IS NULL OR name = ?1 ORDER BY judge_version_key", 1);
        using SqliteDataReader reader = versions.Set(1, judge).Query();
        var criteria = new List<string>();
        while (reader.Read())
        {
            criteria.AddRange(Criteria(reader.GetString(0)));
        }

        return [.. criteria.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<ResultRow> Read(SqliteConnection connection, Statement rows)
    {
        using var scores = new Statement(connection, """
            SELECT criterion, score, label, reason, evidence FROM criterion_scores WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0
            """, 2);
        using SqliteDataReader reader = rows.Query();
        while (reader.Read())
        {
            var state = (OutcomeState)reader.GetInt64(6);
            List<string> criteria = Criteria(reader.GetString(15));
            yield return new ResultRow
            {
                Id = reader.GetString(1),
                Body = reader.GetString(2),
                Judge = reader.GetString(4),
                JudgeVersion = reader.GetString(5),
                Outcome = state,
                Reason = Text(reader, 7),
                Detail = Text(reader, 8),
                Criteria = criteria,
                Overall = reader.IsDBNull(9) ? null : reader.GetDouble(9),
                FailureCode = Text(reader, 10),
                RawReply = Text(reader, 11),
                Attempts = reader.GetInt64(12),
                CostUsd = reader.GetInt64(13) / 1_000_000_000m,
                LatencyMs = reader.GetDouble(14),
                Scores = state == OutcomeState.Scored ? Scores(scores, reader.GetInt64(0), reader.GetInt64(3), criteria) : [],
            };
        }
    }

    private static List<(string, double, string?, string?, IReadOnlyList<string>)> Scores(Statement statement, long response, long version, List<string> criteria)
    {
        var scores = new List<(string Criterion, double, string?, string?, IReadOnlyList<string>)>();
        using SqliteDataReader reader = statement.Set(1, response).Set(2, version).Query();
        while (reader.Read())
        {
            IReadOnlyList<string> evidence = Text(reader, 4) is { } json
                ? [.. JsonElement.Parse(json).EnumerateArray().Select(q => q.GetString()!)]
                : [];
            scores.Add((reader.GetString(0), reader.GetDouble(1), Text(reader, 2), Text(reader, 3), evidence));
        }

        // The table keeps them by name; people expect the rubric's order.
        scores.Sort((a, b) => criteria.IndexOf(a.Criterion).CompareTo(criteria.IndexOf(b.Criterion)));
        return scores;
    }

    private static List<string> Criteria(string json) =>
        [.. JsonElement.Parse(json).EnumerateArray().Select(c => c.GetProperty("name").GetString()!).Where(c => c != "overall")];

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
