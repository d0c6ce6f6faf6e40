using Assay.Calibrating.Labelling;

namespace Assay.Storage.Postgres.Labels;

/// <summary>Reads what may be drawn to be labelled.</summary>
internal static class CandidateReader
{
    public static async Task<IReadOnlyList<LabelCandidate>> ReadAsync(PostgresSession session, LabelFrameQuery query)
    {
        string judge = RowReading.Asked(query.Judge);
        List<LabelCandidate?> found = await session.ListAsync(
            """
            SELECT o.response_key, r.id, r.revision, r.received_at, o.decided_at, CASE WHEN $6::text IS NULL THEN coalesce(o.overall, (
                    SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 ORDER BY c.criterion LIMIT 1))
                ELSE (SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 AND c.criterion = $6::text) END,
                CASE WHEN $7::text IS NULL THEN NULL WHEN $7::text = 'release' THEN body_json(r.body) ->> 'release'
                    WHEN jsonb_typeof((body_json(r.body) -> 'metadata' -> $7::text)::jsonb) IN ('object', 'array') THEN NULL ELSE body_json(r.body) -> 'metadata' ->> $7::text END,
                (SELECT i.inclusion_probability FROM label_items i WHERE i.judge = $1 AND i.response_key = o.response_key)
            FROM responses r JOIN outcomes o ON o.response_key = r.response_key AND o.repeat = 0 AND o.state = 1
            JOIN judge_versions v ON v.judge_version_key = o.judge_version_key AND v.name = $1 AND v.version = $2
            WHERE r.received_at >= $3 AND r.received_at < $4 AND NOT EXISTS (SELECT 1 FROM unkept_responses u WHERE u.response_key = r.response_key)
                AND NOT EXISTS (SELECT 1 FROM responses later JOIN outcomes l ON l.response_key = later.response_key AND l.judge_version_key = o.judge_version_key AND l.repeat = 0 AND l.state IN (1, 2)
                    WHERE later.id = r.id AND later.revision > r.revision)
            ORDER BY r.response_key DESC LIMIT $5
            """,
            row => row.IsDBNull(5) ? null : new LabelCandidate(row.GetInt64(0), row.Text(1), row.GetInt32(2), row.Time(3), row.Time(4), row.GetDouble(5))
            {
                Slice = row.StringOrNull(6),
                DrawnWith = row.DoubleOrNull(7),
            },
            judge, query.JudgeVersion, query.From.ToUnixTimeMilliseconds(), query.To.ToUnixTimeMilliseconds(), (long)query.AtMost,
            query.Criteria is [var only] ? RowReading.Asked(only) : null, query.Slice is { } slice ? RowReading.Asked(slice) : null);
        LabelCandidate[] candidates = [.. found.OfType<LabelCandidate>().Reverse()];
        if (candidates.Length == 0)
        {
            return candidates;
        }

        // Earlier versions of the judge do not count as another opinion.
        var spreads = new SpreadTable();
        await session.ListAsync(
            """
            SELECT s.response_key, s.criterion, s.score, v.version, v.criteria FROM criterion_scores s JOIN judge_versions v USING (judge_version_key)
            WHERE s.response_key BETWEEN $1 AND $2 AND s.criterion = ANY($3) AND (v.name <> $4 OR v.version = $5)
                AND (SELECT count(*) FROM judge_versions) + (SELECT count(*) FROM runs WHERE repeat > 0) > 1
            """,
            row =>
            {
                spreads.Add(row.GetInt64(0), row.GetString(1), row.GetDouble(2), (row.GetString(3), () => CriteriaColumn.Read(row.GetFieldValue<byte[]>(4))));
                return 0;
            },
            candidates[0].Key, candidates[^1].Key, query.Criteria.Select(RowReading.Asked).ToArray(), judge, query.JudgeVersion);
        return [.. candidates.Select(c => c with { Spread = spreads.Of(c.Key, query.Criteria) })];
    }
}
