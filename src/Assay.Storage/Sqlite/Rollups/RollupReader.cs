using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>Reads the rollups of a range: as many rows as there are slices, scores and days, or hours where a day is not in it as a whole; however many responses there were.</summary>
internal static class RollupReader
{
    private const long Hour = 3_600_000;
    private const long HoursOfDay = 24;

    private static readonly Source Outcomes = new("outcome_rollups", "daily_outcomes", "state, reason", "outcomes");
    private static readonly Source Scores = new("score_rollups", "daily_scores", "criterion, score, inclusion_probability", "scores");

    public static IReadOnlyList<Rollup> Read(Database database, RollupQuery query, ClusterEffects effects)
    {
        var cells = new Dictionary<(long Version, long Bucket, long Slice), Cell>();
        Cell At(Statement row)
        {
            (long, long, long) key = (row.Long(0), row.Long(1), row.Long(2));
            return cells.TryGetValue(key, out Cell? cell) ? cell : cells[key] = new Cell();
        }

        using var outcomes = new Statement(database, Sql(query, Outcomes));
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

        if (!query.OutcomesOnly)
        {
            using var scores = new Statement(database, Sql(query, Scores));
            Bind(scores, query);
            var criterion = new RepeatedText();
            while (scores.Read())
            {
                At(scores).Scores.Add((criterion.Of(scores.Bytes(3)), new ScoreCount(scores.Double(4), scores.Long(6), 1 / scores.Double(5))));
            }
        }

        Dictionary<long, Version> versions = Versions(database);
        double Effect(long version) => query.OutcomesOnly ? 1 : effects.Of(database, version, FirstHour(query) / HoursOfDay, (LastHour(query) + HoursOfDay - 1) / HoursOfDay);
        Dictionary<long, string?> values = query.By is { } by ? Values(database, by) : [];
        return
        [
            .. cells.OrderBy(c => c.Key.Bucket).ThenBy(c => c.Key.Version).ThenBy(c => values.GetValueOrDefault(c.Key.Slice), StringComparer.Ordinal)
                .Select(c => Rollup(c.Value, versions[c.Key.Version], Effect(c.Key.Version), query.Hours is { } hours ? Time(c.Key.Bucket * hours * Hour) : query.From, values.GetValueOrDefault(c.Key.Slice))),
        ];
    }

    /// <summary>The columns that are compared lead the tables' keys, so that only the rows of the range are read.</summary>
    private static string Sql(RollupQuery query, Source source)
    {
        string Part(string table, string column, string hour, int from, int to) => $"""
            SELECT x.judge_version_key, x.slice_key, {hour} AS hour, {source.Kinds}, x.{source.Count} AS n
            FROM judge_versions v CROSS JOIN {table} x ON x.judge_version_key = v.judge_version_key AND x.slice_key {Slices(query)} AND x.{column} >= ?{from} AND x.{column} < ?{to}
            WHERE ?1 IS NULL OR v.name = ?1
            """;
        string parts = WholeDays(query) is null
            ? Part(source.ByHour, "hour", "x.hour", 2, 3)
            : $"""
                {Part(source.ByHour, "hour", "x.hour", 2, 7)}
                UNION ALL
                {Part(source.ByDay, "day", "24 * x.day", 8, 9)}
                UNION ALL
                {Part(source.ByHour, "hour", "x.hour", 10, 3)}
                """;
        return $"""
            SELECT judge_version_key, iif(?4 IS NULL, 0, hour / ?4) AS bucket, slice_key, {source.Kinds}, sum(n)
            FROM ({parts}) GROUP BY judge_version_key, bucket, slice_key, {source.Kinds} HAVING sum(n) <> 0 ORDER BY judge_version_key, bucket, slice_key, {source.Kinds}
            """;
    }

    /// <summary>The days that lie in the range as a whole; null where there are none, or parts of a day are asked for.</summary>
    private static (long From, long To)? WholeDays(RollupQuery query)
    {
        (long from, long to) = ((FirstHour(query) + HoursOfDay - 1) / HoursOfDay, LastHour(query) / HoursOfDay);
        return from < to && (query.Hours is not { } hours || hours % HoursOfDay == 0) ? (from, to) : null;
    }

    private static long FirstHour(RollupQuery query) => query.From.ToUnixTimeMilliseconds() / Hour;

    /// <summary>The hour after it.</summary>
    private static long LastHour(RollupQuery query) => (query.To.ToUnixTimeMilliseconds() + Hour - 1) / Hour;

    private static string Slices(RollupQuery query) =>
        query.By is not null ? "IN (SELECT slice_key FROM slices WHERE field = ?5)"
        : query.Slice is not null ? "IN (SELECT slice_key FROM slices WHERE field = ?5 AND value IS ?6)"
        : "= 0";

    private static void Bind(Statement statement, RollupQuery query)
    {
        statement.Set(1, query.Judge).Set(2, FirstHour(query)).Set(3, LastHour(query)).Set(4, (long?)query.Hours);
        if ((query.By ?? query.Slice?.Field) is { } field)
        {
            statement.Set(5, field);
        }

        if (query.By is null && query.Slice is var (_, value))
        {
            statement.Set(6, value);
        }

        if (WholeDays(query) is var (from, to))
        {
            statement.Set(7, from * HoursOfDay).Set(8, from).Set(9, to).Set(10, to * HoursOfDay);
        }
    }

    private static Rollup Rollup(Cell cell, Version version, double effect, DateTimeOffset begin, string? value) => new()
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
                .Select(c => c.Histogram([.. cell.Scores.Where(s => s.Criterion == c.Name).Select(s => s.Count)]) with { DesignEffect = effect })
                .Where(h => h.Counts.Count > 0),
        ],
    };

    private static Dictionary<long, Version> Versions(Database database)
    {
        using var find = new Statement(database, "SELECT judge_version_key, name, version, created_at, criteria FROM judge_versions");
        var versions = new Dictionary<long, Version>();
        while (find.Read())
        {
            versions[find.Long(0)] = new Version(find.Text(1), find.Text(2), Time(find.Long(3)), CriteriaColumn.Read(find.Bytes(4)));
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

    /// <param name="Kinds">The columns that tell what was counted.</param>
    /// <param name="Count">The column that tells how often.</param>
    private sealed record Source(string ByHour, string ByDay, string Kinds, string Count);

    private sealed record Version(string Judge, string Name, DateTimeOffset Since, IReadOnlyList<StoredCriterion> Criteria);
}
