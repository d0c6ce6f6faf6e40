using System.Text.Json;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>Reads the rollups of a range: as many rows as there are hours, slices and scores, however many responses there were.</summary>
internal static class RollupReader
{
    private const long Hour = 3_600_000;

    public static IReadOnlyList<Rollup> Read(Database database, RollupQuery query)
    {
        var cells = new Dictionary<(long Version, long Bucket, long Slice), Cell>();
        Cell At(Statement row)
        {
            (long, long, long) key = (row.Long(0), row.Long(1), row.Long(2));
            return cells.TryGetValue(key, out Cell? cell) ? cell : cells[key] = new Cell();
        }

        using var outcomes = new Statement(database, Sql(query, "outcome_rollups", "x.state, x.reason", "sum(x.outcomes)"));
        Bind(outcomes, query);
        while (outcomes.Read())
        {
            Cell cell = At(outcomes);
            if ((OutcomeState)outcomes.Long(3) == OutcomeState.Scored)
            {
                cell.Scored += outcomes.Long(5);
            }
            else
            {
                cell.Unscored[outcomes.Text(4)] = outcomes.Long(5);
            }
        }

        using var scores = new Statement(database, Sql(query, "score_rollups", "x.criterion, x.score, x.inclusion_probability", "sum(x.scores)"));
        Bind(scores, query);
        var criterion = new RepeatedText();
        while (scores.Read())
        {
            At(scores).Scores.Add((criterion.Of(scores.Bytes(3)), new ScoreCount(scores.Double(4), scores.Long(6), 1 / scores.Double(5))));
        }

        Dictionary<long, Version> versions = Versions(database);
        Dictionary<long, string?> values = query.By is { } by ? Values(database, by) : [];
        return
        [
            .. cells.OrderBy(c => c.Key.Bucket).ThenBy(c => c.Key.Version).ThenBy(c => values.GetValueOrDefault(c.Key.Slice), StringComparer.Ordinal)
                .Select(c => Rollup(c.Value, versions[c.Key.Version], query.Hours is { } hours ? Time(c.Key.Bucket * hours * Hour) : query.From, values.GetValueOrDefault(c.Key.Slice))),
        ];
    }

    /// <summary>The columns that are compared lead the tables' keys, so that only the rows of the range are read.</summary>
    private static string Sql(RollupQuery query, string table, string kinds, string count) => $"""
        SELECT x.judge_version_key, iif(?4 IS NULL, 0, x.hour / ?4) AS bucket, x.slice_key, {kinds}, {count}
        FROM judge_versions v CROSS JOIN {table} x ON x.judge_version_key = v.judge_version_key AND x.slice_key {Slices(query)} AND x.hour >= ?2 AND x.hour < ?3
        WHERE ?1 IS NULL OR v.name = ?1
        GROUP BY x.judge_version_key, bucket, x.slice_key, {kinds} HAVING {count} <> 0 ORDER BY x.judge_version_key, bucket, x.slice_key, {kinds}
        """;

    private static string Slices(RollupQuery query) =>
        query.By is not null ? "IN (SELECT slice_key FROM slices WHERE field = ?5)"
        : query.Slice is not null ? "IN (SELECT slice_key FROM slices WHERE field = ?5 AND value IS ?6)"
        : "= 0";

    private static void Bind(Statement statement, RollupQuery query)
    {
        statement.Set(1, query.Judge).Set(2, query.From.ToUnixTimeMilliseconds() / Hour).Set(3, (query.To.ToUnixTimeMilliseconds() + Hour - 1) / Hour).Set(4, (long?)query.Hours);
        if ((query.By ?? query.Slice?.Field) is { } field)
        {
            statement.Set(5, field);
        }

        if (query.By is null && query.Slice is var (_, value))
        {
            statement.Set(6, value);
        }
    }

    private static Rollup Rollup(Cell cell, Version version, DateTimeOffset begin, string? value) => new()
    {
        Judge = version.Judge,
        JudgeVersion = version.Name,
        VersionSince = version.Since,
        Begin = begin,
        Value = value,
        Scored = cell.Scored,
        Unscored = cell.Unscored,
        Scores =
        [
            .. version.Criteria
                .Select(c => new ScoreHistogram(c.Name, c.Min, c.Max, [.. cell.Scores.Where(s => s.Criterion == c.Name).Select(s => s.Count)]))
                .Where(h => h.Counts.Count > 0),
        ],
    };

    private static Dictionary<long, Version> Versions(Database database)
    {
        using var find = new Statement(database, "SELECT judge_version_key, name, version, created_at, criteria FROM judge_versions");
        var versions = new Dictionary<long, Version>();
        while (find.Read())
        {
            using JsonDocument criteria = JsonDocument.Parse(find.Text(4));
            versions[find.Long(0)] = new Version(find.Text(1), find.Text(2), Time(find.Long(3)),
                [.. criteria.RootElement.EnumerateArray().Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("min").GetDouble(), c.GetProperty("max").GetDouble()))]);
        }

        return versions;
    }

    private static Dictionary<long, string?> Values(Database database, string field)
    {
        using var find = new Statement(database, "SELECT slice_key, value FROM slices WHERE field = ?1");
        find.Set(1, field);
        var values = new Dictionary<long, string?>();
        while (find.Read())
        {
            values[find.Long(0)] = find.TextOrNull(1);
        }

        return values;
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class Cell
    {
        public long Scored { get; set; }

        public Dictionary<string, long> Unscored { get; } = [];

        public List<(string Criterion, ScoreCount Count)> Scores { get; } = [];
    }

    private sealed record Version(string Judge, string Name, DateTimeOffset Since, IReadOnlyList<(string Name, double Min, double Max)> Criteria);
}
