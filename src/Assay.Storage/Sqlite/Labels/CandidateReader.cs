using System.Text.Json;
using Assay.Calibrating.Labelling;

namespace Assay.Storage.Sqlite.Labels;

/// <summary>Reads what may be drawn to be labelled.</summary>
internal static class CandidateReader
{
    public static IReadOnlyList<LabelCandidate> Read(Database database, LabelFrameQuery query)
    {
        using var find = new Statement(database, """
            SELECT o.response_key, r.id, r.revision, r.received_at, o.decided_at, CASE WHEN ?6 IS NULL THEN coalesce(o.overall, (
                    SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 ORDER BY c.criterion LIMIT 1))
                ELSE (SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 AND c.criterion = ?6) END,
                CASE WHEN ?7 IS NULL THEN NULL WHEN ?7 = 'release' THEN json_extract(r.body, '$.release')
                    ELSE (SELECT m.atom FROM json_each(r.body, '$.metadata') m WHERE m.key = ?7) END,
                (SELECT i.inclusion_probability FROM label_items i WHERE i.judge = ?1 AND i.response_key = o.response_key)
            FROM responses r JOIN outcomes o ON o.response_key = r.response_key AND o.repeat = 0 AND o.state = 1
                AND o.judge_version_key = (SELECT judge_version_key FROM judge_versions WHERE name = ?1 AND version = ?2)
            WHERE r.received_at >= ?3 AND r.received_at < ?4 AND NOT EXISTS (SELECT 1 FROM unkept_responses u WHERE u.response_key = r.response_key)
                AND NOT EXISTS (SELECT 1 FROM responses later JOIN outcomes l ON l.response_key = later.response_key AND l.judge_version_key = o.judge_version_key AND l.repeat = 0 AND l.state IN (1, 2)
                    WHERE later.id = r.id AND later.revision > r.revision)
            ORDER BY r.response_key DESC LIMIT ?5
            """);
        find.Set(1, query.Judge).Set(2, query.JudgeVersion).Set(3, query.From.ToUnixTimeMilliseconds()).Set(4, query.To.ToUnixTimeMilliseconds()).Set(5, (long)query.AtMost)
            .Set(6, query.Criteria is [var only] ? only : null).Set(7, query.Slice);
        var candidates = new List<LabelCandidate>();
        while (find.Read())
        {
            if (!find.IsNull(5))
            {
                candidates.Add(new LabelCandidate(find.Long(0), find.Text(1), (int)find.Long(2), Time(find.Long(3)), Time(find.Long(4)), find.Double(5))
                {
                    Slice = find.TextOrNull(6),
                    DrawnWith = find.DoubleOrNull(7),
                });
            }
        }

        candidates.Reverse();
        if (candidates.Count == 0)
        {
            return candidates;
        }

        SpreadTable spreads = Spreads(database, query, candidates[0].Key, candidates[^1].Key);
        return [.. candidates.Select(c => c with { Spread = spreads.Of(c.Key, query.Criteria) })];
    }

    /// <summary>Earlier versions of the judge do not count as another opinion.</summary>
    private static SpreadTable Spreads(Database database, LabelFrameQuery query, long first, long last)
    {
        using var find = new Statement(database, """
            SELECT s.response_key, s.criterion, s.score, v.version, v.criteria FROM criterion_scores s JOIN judge_versions v USING (judge_version_key)
            WHERE s.response_key BETWEEN ?1 AND ?2 AND s.criterion IN (SELECT value FROM json_each(?3)) AND (v.name <> ?4 OR v.version = ?5)
                AND (SELECT count(*) FROM judge_versions) + (SELECT count(*) FROM runs WHERE repeat > 0) > 1
            """);
        find.Set(1, first).Set(2, last).Set(3, JsonSerializer.Serialize(query.Criteria)).Set(4, query.Judge).Set(5, query.JudgeVersion);
        var spreads = new SpreadTable();
        while (find.Read())
        {
            spreads.Add(find.Long(0), find.Text(1), find.Double(2), (find.Text(3), () => CriteriaColumn.Read(find.Bytes(4))));
        }

        return spreads;
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
