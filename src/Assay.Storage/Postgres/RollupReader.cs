using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Postgres;

/// <summary>
/// Adds the figures of a range up from the rows, by the hour of receipt: what they cost depends on the number of responses. Of the
/// revisions of an id only the last one that is decided counts.
/// </summary>
internal static class RollupReader
{
    private const long Hour = 3_600_000;

    private const string Counted = """
        WITH counted AS (
            SELECT o.response_key, o.judge_version_key, o.state, o.reason, o.overall, o.inclusion_probability,
                coalesce(body_json(r.body) #>> '{metadata,user}', body_json(r.body) #>> '{metadata,session}') AS cluster,
                CASE WHEN $4::bigint IS NULL THEN 0 ELSE r.received_at / 3600000 / $4::bigint END AS bucket,
                CASE WHEN $5::text IS NULL THEN NULL WHEN $5::text = 'release' THEN body_json(r.body) ->> 'release' ELSE body_json(r.body) #>> ARRAY['metadata', $5::text] END AS value
            FROM outcomes o JOIN responses r USING (response_key) JOIN judge_versions v USING (judge_version_key)
            WHERE o.repeat = 0 AND o.state IN (1, 2) AND r.received_at >= $2 AND r.received_at < $3 AND ($1::text IS NULL OR v.name = $1::text)
                AND NOT EXISTS (
                    SELECT 1 FROM responses later JOIN outcomes decided ON decided.response_key = later.response_key
                        AND decided.judge_version_key = o.judge_version_key AND decided.repeat = 0 AND decided.state IN (1, 2)
                    WHERE later.id = r.id AND later.revision > r.revision)),
        asked AS (SELECT * FROM counted WHERE ($5::text IS NULL OR value IS NOT NULL) AND ($6::text IS NULL OR value = $6::text))
        """;

    public static async Task<IReadOnlyList<Rollup>> ReadAsync(PostgresSession session, RollupQuery query)
    {
        string? field = query.By ?? query.Slice?.Field;
        object?[] range =
        [
            query.Judge, query.From.ToUnixTimeMilliseconds() / Hour * Hour, (query.To.ToUnixTimeMilliseconds() + Hour - 1) / Hour * Hour, (long?)query.Hours,
            field is null ? null : RowReading.Asked(field), query.By is null && query.Slice?.Value is { } value ? RowReading.Asked(value) : null,
        ];
        string split = query.By is null ? "NULL::text" : "value";
        var outcomes = await session.ListAsync(
            $"{Counted} SELECT judge_version_key, bucket, {split}, state, reason, count(*) FROM asked GROUP BY 1, 2, 3, 4, 5",
            row => (Key: (row.GetInt64(0), row.GetInt64(1), row.StringOrNull(2)), State: (OutcomeState)row.GetInt32(3), Reason: row.StringOrNull(4) ?? "", Count: row.GetInt64(5)), range);
        ILookup<(long, long, string?), (string Criterion, ScoreCount Count)> scores = (query.OutcomesOnly ? [] : await session.ListAsync($"""
            {Counted}
            SELECT judge_version_key, bucket, {split}, 'overall' AS criterion, overall AS score, inclusion_probability, count(*) FROM asked WHERE overall IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
            UNION ALL
            SELECT judge_version_key, bucket, {split}, s.criterion, s.score, inclusion_probability, count(*) FROM asked JOIN criterion_scores s USING (response_key, judge_version_key)
            WHERE s.repeat = 0 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 5
            """, row => (Key: (row.GetInt64(0), row.GetInt64(1), row.StringOrNull(2)), Score: (row.GetString(3), new ScoreCount(row.GetDouble(4), row.GetInt64(6), 1 / row.GetDouble(5)))), range))
            .ToLookup(s => s.Key, s => s.Score);
        Dictionary<long, double> effects = query.OutcomesOnly ? [] : await EffectsAsync(session, range);
        Dictionary<long, (string Judge, string Name, DateTimeOffset Since, byte[] Criteria)> versions = (await session.ListAsync(
            "SELECT judge_version_key, name, version, created_at, criteria FROM judge_versions",
            row => (row.GetInt64(0), (row.GetString(1), row.GetString(2), row.Time(3), row.GetFieldValue<byte[]>(4))))).ToDictionary();
        return
        [
            .. outcomes.GroupBy(o => o.Key).OrderBy(g => g.Key.Item2).ThenBy(g => g.Key.Item1).ThenBy(g => g.Key.Item3, StringComparer.Ordinal)
                .Select(g => new Rollup
                {
                    Judge = versions[g.Key.Item1].Judge,
                    JudgeVersion = versions[g.Key.Item1].Name,
                    VersionSince = versions[g.Key.Item1].Since,
                    Begin = query.Hours is { } hours ? DateTimeOffset.FromUnixTimeMilliseconds(g.Key.Item2 * hours * Hour) : query.From,
                    Value = g.Key.Item3,
                    Scored = g.Where(o => o.State == OutcomeState.Scored).Sum(o => o.Count),
                    Unscored = g.Where(o => o.State == OutcomeState.Unscored).ToDictionary(o => o.Reason, o => o.Count),
                    Scores =
                    [
                        .. CriteriaColumn.Read(versions[g.Key.Item1].Criteria)
                            .Select(c => c.Histogram([.. scores[g.Key].Where(s => s.Criterion == c.Name).Select(s => s.Count)]) with { DesignEffect = effects.GetValueOrDefault(g.Key.Item1, 1) })
                            .Where(h => h.Counts.Count > 0),
                    ],
                }),
        ];
    }

    /// <summary>By judge version: responses of one user, or of one session where no user is told, are no independent ones.</summary>
    private static async Task<Dictionary<long, double>> EffectsAsync(PostgresSession session, object?[] range)
    {
        var clusters = await session.ListAsync($"""
            {Counted}, main AS (
                SELECT judge_version_key, cluster, coalesce(overall, (
                    SELECT s.score FROM criterion_scores s WHERE s.response_key = c.response_key AND s.judge_version_key = c.judge_version_key AND s.repeat = 0 ORDER BY s.criterion LIMIT 1)) AS score
                FROM counted c WHERE state = 1)
            SELECT judge_version_key, cluster IS NULL, count(*), sum(score), sum(score * score) FROM main GROUP BY judge_version_key, cluster
            """, row => (Version: row.GetInt64(0), IsAlone: row.GetBoolean(1), N: row.GetInt64(2), Sum: row.GetDouble(3), Squares: row.GetDouble(4)), range);
        return clusters.GroupBy(c => c.Version).ToDictionary(g => g.Key, g =>
        {
            var sums = new ClusterSums();
            foreach (var cluster in g.Where(c => !c.IsAlone))
            {
                sums.Add(cluster.N, cluster.Sum, cluster.Squares);
            }

            return sums.N > 0 ? sums.DesignEffect(sums.N / g.Sum(c => c.N)) : 1;
        });
    }
}
