using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Storage.Sqlite;

/// <summary>Reads outcomes with their scores, one response at a time.</summary>
internal static class ResultReader
{
    private const long Hour = 3_600_000;

    private const string Columns = """
        SELECT r.response_key, r.id, r.body, o.judge_version_key, v.name, v.version, o.state, o.reason, o.detail, o.overall, o.failure_code,
            o.raw_reply, o.attempts, o.cost_nano_usd, o.latency_ms, v.criteria, o.origin,
            o.inclusion_probability, r.revision, o.repeat
        """;

    private const string OfOneRun = """
        FROM run_items i
        JOIN responses r ON r.response_key = i.response_key
        JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = ?2 AND o.repeat = (SELECT repeat FROM runs WHERE run_key = ?1)
        JOIN judge_versions v ON v.judge_version_key = o.judge_version_key
        WHERE i.run_key = ?1
        """;

    private const string Lowness = """
        coalesce(o.overall, (SELECT avg(s.score) FROM criterion_scores s WHERE s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = o.repeat))
        """;

    private const string OfAll = """
        FROM outcomes o
        JOIN responses r ON r.response_key = o.response_key
        JOIN judge_versions v ON v.judge_version_key = o.judge_version_key
        WHERE o.repeat = 0
        """;

    private const string ScoresOfOutcome = """
        SELECT criterion, score, label, reason, evidence FROM criterion_scores WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = ?3
        """;

    public static IEnumerable<ResultRow> OfRun(Database database, RunKey run)
    {
        using var rows = new Statement(database, $"{Columns} {OfOneRun} ORDER BY i.position");
        foreach (ResultRow row in Read(database, rows.Set(1, run.Run).Set(2, run.JudgeVersion)))
        {
            yield return row;
        }
    }

    public static IReadOnlyList<ResultRow> Lowest(Database database, RunKey run, int count)
    {
        // Without a declared overall score, the mean of the criteria only orders the list; it is never shown.
        using var rows = new Statement(database, $"""
            {Columns} {OfOneRun} AND i.response_key IN (
                SELECT i.response_key FROM {AccountReader.Outcomes} WHERE i.run_key = ?1 AND o.state = 1
                ORDER BY {Lowness}, i.position LIMIT ?3)
            ORDER BY {Lowness}, i.position
            """);
        return [.. Read(database, rows.Set(1, run.Run).Set(2, run.JudgeVersion).Set(3, count))];
    }

    public static IReadOnlyList<ResultRow> Unscored(Database database, RunKey run, int countPerReason)
    {
        using var rows = new Statement(database, $"""
            {Columns} {OfOneRun} AND i.response_key IN (
                SELECT response_key FROM (
                    SELECT i.response_key, row_number() OVER (PARTITION BY o.reason ORDER BY i.position) AS place {OfOneRun} AND o.state = 2)
                WHERE place <= ?3)
            ORDER BY o.reason, i.position
            """);
        return [.. Read(database, rows.Set(1, run.Run).Set(2, run.JudgeVersion).Set(3, countPerReason))];
    }

    public static IReadOnlyList<(ResultRow Row, long JudgeVersion)> OfResponse(Database database, long response)
    {
        using var versions = new Statement(database, "SELECT judge_version_key FROM outcomes WHERE response_key = ?1 AND repeat = 0 ORDER BY 1");
        var keys = new List<long>();
        versions.Set(1, response);
        while (versions.Read())
        {
            keys.Add(versions.Long(0));
        }

        using var rows = new Statement(database, $"{Columns} {OfAll} AND r.response_key = ?1 AND o.judge_version_key = ?2");
        return [.. keys.Select(k => (Read(database, rows.Set(1, response).Set(2, k)).Single(), k))];
    }

    /// <summary>In the order asked for; null where there is no such outcome, or it is not final.</summary>
    public static IEnumerable<DecidedVerdict?> Decided(Database database, IEnumerable<(long Response, long JudgeVersion)> places)
    {
        using var rows = new Statement(database, $"""
            {Columns}, o.decided_at, json_extract(v.criteria, '$[0].name') = 'overall'
            {OfAll} AND r.response_key = ?1 AND o.judge_version_key = ?2 AND o.state IN (1, 2)
            """);
        using var scores = new Statement(database, ScoresOfOutcome);
        using Statement? samples = SampleTable.Find(database);
        foreach ((long response, long version) in places)
        {
            yield return rows.Set(1, response).Set(2, version).Read()
                ? new DecidedVerdict(Row(rows, scores, samples), (int)rows.Long(18), DateTimeOffset.FromUnixTimeMilliseconds(rows.Long(20)), rows.Long(21) != 0)
                : null;
            rows.Reset();
        }
    }

    /// <summary>The last content under an id that a judge scored; null where there is none.</summary>
    public static ResultRow? Scored(Database database, string id, AlertSubject judged)
    {
        using var rows = new Statement(database, $"""
            {Columns} {OfAll} AND r.id = ?1 AND o.state = 1 AND v.name = ?2 AND (?3 IS NULL OR v.version = ?3) ORDER BY r.revision DESC, v.judge_version_key DESC LIMIT 1
            """);
        return Read(database, rows.Set(1, id).Set(2, judged.Judge).Set(3, judged.JudgeVersion)).FirstOrDefault();
    }

    public static IEnumerable<ResultRow> All(Database database, string? judge, OutcomeState? outcome)
    {
        using var rows = new Statement(database, $"{Columns} {OfAll} AND (?1 IS NULL OR v.name = ?1) AND (?2 IS NULL OR o.state = ?2) ORDER BY o.response_key, o.judge_version_key");
        foreach (ResultRow row in Read(database, rows.Set(1, judge).Set(2, (long?)outcome)))
        {
            yield return row;
        }
    }

    public static IEnumerable<ResultRow> OfRange(Database database, OutcomeRange range)
    {
        using var rows = new Statement(database, $"""
            {Columns} {OfAll} AND v.name = ?1 AND v.version = ?2 AND r.response_key IN (
                SELECT p.response_key FROM response_slices p WHERE p.hour >= ?3 AND p.hour < ?4
                    AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(p.slices) s JOIN slices x ON x.slice_key = s.value WHERE x.field = ?5 AND x.value = ?6)))
                AND NOT EXISTS (
                    SELECT 1 FROM responses later JOIN outcomes decided ON decided.response_key = later.response_key
                        AND decided.judge_version_key = o.judge_version_key AND decided.repeat = 0 AND decided.state IN (1, 2)
                    WHERE later.id = r.id AND later.revision > r.revision)
            ORDER BY o.response_key
            """);
        rows.Set(1, range.Judge).Set(2, range.JudgeVersion).Set(3, range.From.ToUnixTimeMilliseconds() / Hour).Set(4, (range.To.ToUnixTimeMilliseconds() + Hour - 1) / Hour)
            .Set(5, range.Slice?.Field).Set(6, range.Slice?.Value);
        foreach (ResultRow row in Read(database, rows))
        {
            yield return row;
        }
    }

    public static IReadOnlyList<string> Judges(Database database)
    {
        using var names = new Statement(database, "SELECT DISTINCT name FROM judge_versions ORDER BY name");
        var judges = new List<string>();
        while (names.Read())
        {
            judges.Add(names.Text(0));
        }

        return judges;
    }

    public static IReadOnlyList<string> CriteriaOf(Database database, string? judge)
    {
        using var versions = new Statement(database, "SELECT criteria FROM judge_versions WHERE ?1 IS NULL OR name = ?1 ORDER BY judge_version_key");
        versions.Set(1, judge);
        var criteria = new List<string>();
        while (versions.Read())
        {
            criteria.AddRange(Criteria(versions.Text(0)));
        }

        return [.. criteria.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<ResultRow> Read(Database database, Statement rows)
    {
        using var scores = new Statement(database, ScoresOfOutcome);
        using Statement? samples = SampleTable.Find(database);
        using PanelReader? panels = PanelReader.Open(database);
        while (rows.Read())
        {
            ResultRow row = Row(rows, scores, samples);
            yield return panels is null ? row : row with { Panel = panels.Read((rows.Long(0), rows.Long(3), rows.Long(19))) };
        }
    }

    private static ResultRow Row(Statement rows, Statement scores, Statement? samples)
    {
        var state = (OutcomeState)rows.Long(6);
        List<string> criteria = Criteria(rows.Text(15));
        return new ResultRow
        {
            Id = rows.Text(1),
            Revision = (int)rows.Long(18),
            Body = rows.Text(2),
            IsUnkept = UnkeptContent.IsRest(rows.Bytes(2)),
            Judge = rows.Text(4),
            JudgeVersion = rows.Text(5),
            Outcome = state,
            Reason = rows.TextOrNull(7),
            Detail = rows.TextOrNull(8),
            Criteria = criteria,
            Overall = rows.DoubleOrNull(9),
            FailureCode = rows.TextOrNull(10),
            RawReply = rows.TextOrNull(11),
            Attempts = rows.Long(12),
            CostUsd = Money.ToUsd(rows.Long(13)),
            LatencyMs = rows.Double(14),
            Origin = (VerdictOrigin)rows.Long(16),
            InclusionProbability = rows.Double(17),
            Samples = state is OutcomeState.Scored or OutcomeState.Unscored ? SampleTable.Read(samples, (rows.Long(0), rows.Long(3), rows.Long(19))) : [],
            Scores = state == OutcomeState.Scored ? Scores(scores, (rows.Long(0), rows.Long(3), rows.Long(19)), criteria) : [],
        };
    }

    private static List<(string, double, string?, string?, IReadOnlyList<string>)> Scores(Statement statement, (long Response, long Version, long Repeat) of, List<string> criteria)
    {
        var scores = new List<(string Criterion, double, string?, string?, IReadOnlyList<string>)>();
        statement.Set(1, of.Response).Set(2, of.Version).Set(3, of.Repeat);
        while (statement.Read())
        {
            scores.Add((statement.Text(0), statement.Double(1), statement.TextOrNull(2), statement.TextOrNull(3), EvidenceColumn.Read(statement.TextOrNull(4))));
        }

        // The table keeps them by name; people expect the rubric's order.
        scores.Sort((a, b) => criteria.IndexOf(a.Criterion).CompareTo(criteria.IndexOf(b.Criterion)));
        return scores;
    }

    private static List<string> Criteria(string json) =>
        [.. JsonElement.Parse(json).EnumerateArray().Select(c => c.GetProperty("name").GetString()!).Where(c => c != "overall")];
}
