using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Postgres;

/// <summary>Adds up what a judge said of the responses of a range, from the rows. A revision does not count where a later one was decided about.</summary>
internal static class QualityReader
{
    private const string OfRange = """
        outcomes o JOIN responses r USING (response_key) JOIN judge_versions v USING (judge_version_key)
        WHERE NOT EXISTS (
                SELECT 1 FROM responses later JOIN outcomes decided ON decided.response_key = later.response_key
                    AND decided.judge_version_key = o.judge_version_key AND decided.repeat = 0 AND decided.state IN (1, 2)
                WHERE later.id = r.id AND later.revision > r.revision)
            AND r.received_at >= $1 AND r.received_at < $2 AND v.name = $3 AND o.repeat = 0
            AND ($4::text IS NULL OR body_json(r.body) ->> 'release' = $4::text)
            AND ($5::text IS NULL OR body_json(r.body) #>> ARRAY['metadata', $5::text] = $6::text)
        """;

    public static async Task<Quality?> ReadAsync(PostgresSession session, QualityQuery query)
    {
        object?[] range =
        [
            query.From.ToUnixTimeMilliseconds(), query.To.ToUnixTimeMilliseconds(), query.Judge, query.Release is null ? null : RowReading.Asked(query.Release),
            query.Slice is { } field ? RowReading.Asked(field.Field) : null, query.Slice is { } value ? RowReading.Asked(value.Value) : null,
        ];
        var counts = await session.ListAsync(
            $"SELECT v.judge_version_key, v.version, o.state, count(*) FROM {OfRange} GROUP BY 1, 2, 3 ORDER BY 1 DESC",
            row => (Version: row.GetInt64(0), Name: row.GetString(1), State: (OutcomeState)row.GetInt32(2), Count: row.GetInt64(3)), range);
        if (counts.Count == 0)
        {
            return null;
        }

        // What was scored decides; a version that has only just begun has nothing to show.
        long version = counts.Where(c => c.State == OutcomeState.Scored).Select(c => c.Version).DefaultIfEmpty(counts[0].Version).First();
        return new Quality
        {
            JudgeVersion = counts.First(c => c.Version == version).Name,
            OtherVersions = [.. counts.Where(c => c.Version != version).Select(c => c.Name).Distinct()],
            Outcomes = Enum.GetValues<OutcomeState>().ToDictionary(s => s, s => counts.Where(c => c.Version == version && c.State == s).Sum(c => c.Count)),
            Scores = await ScoresAsync(session, version, range),
        };
    }

    private static async Task<IReadOnlyList<ScoreHistogram>> ScoresAsync(PostgresSession session, long version, object?[] range)
    {
        ILookup<string, ScoreCount> counts = (await session.ListAsync($"""
            WITH of_version AS (SELECT o.response_key, o.judge_version_key, o.overall FROM {OfRange} AND o.judge_version_key = $7)
            SELECT 'overall' AS criterion, overall AS score, count(*) FROM of_version WHERE overall IS NOT NULL GROUP BY 1, 2
            UNION ALL
            SELECT s.criterion, s.score, count(*) FROM of_version JOIN criterion_scores s USING (response_key, judge_version_key) WHERE s.repeat = 0 GROUP BY 1, 2
            ORDER BY 1, 2
            """, row => (Criterion: row.GetString(0), Count: new ScoreCount(row.GetDouble(1), row.GetInt64(2))), [.. range, version])).ToLookup(c => c.Criterion, c => c.Count);
        byte[] criteria = (await session.ValueAsync<byte[]>("SELECT criteria FROM judge_versions WHERE judge_version_key = $1", version))!;
        return [.. CriteriaColumn.Read(criteria).Select(c => c.Histogram([.. counts[c.Name]])).Where(s => s.Counts.Count > 0)];
    }
}
