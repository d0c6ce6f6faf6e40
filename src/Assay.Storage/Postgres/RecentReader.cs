using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Postgres;

/// <summary>Reads the latest outcomes of a judge, for windows that are shorter than the figures of whole hours.</summary>
internal static class RecentReader
{
    public static async Task<RecentOutcomes> ReadAsync(PostgresSession session, RecentQuery query)
    {
        Dictionary<long, (string Name, StoredCriterion? Criterion)> versions = (await session.ListAsync(
                "SELECT judge_version_key, version, criteria FROM judge_versions WHERE name = $1",
                row => (row.GetInt64(0), row.GetString(1), CriteriaColumn.Read(row.GetFieldValue<byte[]>(2))), query.Judge))
            .ToDictionary(v => v.Item1, v => (v.Item2, query.Criterion is { } asked ? v.Item3.FirstOrDefault(c => c.Name == asked) : v.Item3 is [var main, ..] ? main : null));
        (string? field, string? value) = query.Slice is var (f, v) ? (RowReading.Asked(f), RowReading.Asked(v)) : (null, null);
        string? criterion = versions.Values.Select(v => v.Criterion?.Name).FirstOrDefault(n => n is not null and not CriteriaColumn.Overall);
        List<RecentOutcome> rows = await session.ListAsync("""
            WITH looked_at AS (
                SELECT o.response_key, o.judge_version_key, o.state, o.reason, o.decided_at, o.overall, o.inclusion_probability, r.id, r.revision, r.body
                FROM outcomes o JOIN responses r USING (response_key)
                WHERE o.judge_version_key = ANY($1) AND o.repeat = 0 AND o.state IN (0, 1, 2) AND (o.state > 0 OR o.due_at IS NOT NULL OR o.claimed_by IS NOT NULL) AND r.received_at >= $2
                ORDER BY o.response_key DESC LIMIT $3)
            SELECT o.response_key, o.judge_version_key, o.state, o.reason, o.decided_at, o.overall, o.inclusion_probability, c.score
            FROM looked_at o LEFT JOIN criterion_scores c ON c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 AND c.criterion = $7::text
            WHERE (NOT $4 OR o.state = 1)
                AND ($5::text IS NULL OR CASE WHEN $5::text = 'release' THEN body_json(o.body) ->> 'release' ELSE body_json(o.body) #>> ARRAY['metadata', $5::text] END = $6::text)
                AND NOT EXISTS (
                    SELECT 1 FROM responses later JOIN outcomes decided ON decided.response_key = later.response_key
                        AND decided.judge_version_key = o.judge_version_key AND decided.repeat = 0 AND decided.state IN (1, 2)
                    WHERE later.id = o.id AND later.revision > o.revision)
            ORDER BY o.response_key DESC LIMIT $8
            """,
            row => new RecentOutcome(
                row.GetInt64(0), versions[row.GetInt64(1)].Name, (OutcomeState)row.GetInt32(2), row.StringOrNull(3) ?? "", row.TimeOrNull(4),
                versions[row.GetInt64(1)].Criterion is not { } scored ? null : scored.Name == CriteriaColumn.Overall ? row.DoubleOrNull(5) : row.DoubleOrNull(7), 1 / row.GetDouble(6)),
            versions.Keys.ToArray(), query.Since.ToUnixTimeMilliseconds(), (long)RecentQuery.MostLookedAt, query.OnlyScored, field, value, criterion, (long)query.AtMost);
        return new RecentOutcomes(rows, versions.Values.Where(x => x.Criterion is not null).ToDictionary(x => x.Name, x => x.Criterion!.Histogram([]), StringComparer.Ordinal));
    }
}
