using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>Recomputes what must hold in every ledger. A row that breaks it is a defect or a damaged file.</summary>
internal static class LedgerCheck
{
    private const string Report = "Keep the file and report this with `assay doctor --json`.";

    /// <summary>Of the revisions of an id only the last one that is decided counts.</summary>
    private const string Counts = """
        NOT EXISTS (SELECT 1 FROM responses own JOIN responses later ON later.id = own.id AND later.revision > own.revision
            JOIN outcomes l ON l.response_key = later.response_key AND l.judge_version_key = o.judge_version_key AND l.repeat = 0 AND l.state IN (1, 2)
            WHERE own.response_key = o.response_key)
        """;

    /// <summary>Every response in every slice that it belongs to, all among them.</summary>
    private const string Placed = """
        SELECT response_key, hour, 0 AS slice_key FROM response_slices
        UNION ALL
        SELECT s.response_key, s.hour, j.value FROM response_slices s, json_each(s.slices) j
        """;

    /// <summary>Each counts rows that break a promise; none may.</summary>
    private static readonly (string Checked, string Sql)[] Promises =
    [
        ("every row belongs to rows that are there", "SELECT count(*) FROM pragma_foreign_key_check"),
        ("every accepted response has an outcome", """
            SELECT count(*) FROM run_items i JOIN runs r ON r.run_key = i.run_key
            WHERE NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = i.response_key AND o.judge_version_key = r.judge_version_key)
            """),
        ("every scored response has a score per criterion", """
            SELECT count(*) FROM outcomes o JOIN judge_versions v ON v.judge_version_key = o.judge_version_key
            WHERE o.state = 1 AND (SELECT count(*) FROM json_each(v.criteria) c WHERE json_extract(c.value, '$.name') <> 'overall')
                <> (SELECT count(*) FROM criterion_scores s WHERE s.response_key = o.response_key AND s.judge_version_key = o.judge_version_key AND s.repeat = o.repeat)
            """),
        ("no score comes from a response that was not scored", """
            SELECT (SELECT count(*) FROM criterion_scores s JOIN outcomes o USING (response_key, judge_version_key, repeat) WHERE o.state <> 1)
                + (SELECT count(*) FROM outcomes WHERE state <> 1 AND overall IS NOT NULL)
            """),
        ("every unscored or skipped response says why", "SELECT count(*) FROM outcomes WHERE state IN (2, 3) AND coalesce(reason, '') = ''"),
        ("every score is on its scale", """
            SELECT count(*) FROM criterion_scores s JOIN judge_versions v ON v.judge_version_key = s.judge_version_key
            JOIN json_each(v.criteria) c ON json_extract(c.value, '$.name') = s.criterion
            WHERE s.score < json_extract(c.value, '$.min') OR s.score > json_extract(c.value, '$.max')
            """),
        ("every score with samples is their mean", """
            SELECT count(*) FROM criterion_scores c JOIN (
                SELECT response_key, judge_version_key, repeat, criterion, avg(value) AS mean FROM verdict_samples GROUP BY 1, 2, 3, 4) s
                USING (response_key, judge_version_key, repeat, criterion)
            WHERE s.mean IS NULL OR abs(c.score - s.mean) > 1e-6
            """),
        ("the outcomes' attempts and costs are the sums of the attempts", """
            SELECT count(*) FROM outcomes o LEFT JOIN (
                SELECT response_key, judge_version_key, repeat, count(*) AS n, sum(cost_nano_usd) AS cost
                FROM attempts JOIN runs USING (run_key) GROUP BY 1, 2, 3) a USING (response_key, judge_version_key, repeat)
            WHERE o.attempts <> coalesce(a.n, 0) OR o.cost_nano_usd <> coalesce(a.cost, 0)
            """),
        ("the counts of outcomes are those of the rows", """
            SELECT count(*) FROM (
                SELECT 1 FROM (
                    SELECT judge_version_key, hour, state, reason, outcomes AS n FROM tallies
                    UNION ALL
                    SELECT judge_version_key, received_at / 3600000, state, coalesce(reason, ''), -count(*)
                    FROM outcomes JOIN responses USING (response_key) WHERE repeat = 0 GROUP BY 1, 2, 3, 4)
                GROUP BY judge_version_key, hour, state, reason HAVING sum(n) <> 0)
            """),
        ("every response has its place among the slices", "SELECT count(*) FROM responses r WHERE NOT EXISTS (SELECT 1 FROM response_slices s WHERE s.response_key = r.response_key)"),
        ("the rollups of scores are those of the rows", $"""
            WITH placed AS ({Placed}), scores AS (
                SELECT o.response_key, o.judge_version_key, o.inclusion_probability, 'overall' AS criterion, o.overall AS score FROM outcomes o WHERE o.repeat = 0 AND o.state = 1 AND o.overall IS NOT NULL AND {Counts}
                UNION ALL
                SELECT o.response_key, o.judge_version_key, o.inclusion_probability, s.criterion, s.score FROM outcomes o JOIN criterion_scores s USING (response_key, judge_version_key, repeat)
                WHERE o.repeat = 0 AND o.state = 1 AND {Counts})
            SELECT count(*) FROM (
                SELECT 1 FROM (
                    SELECT judge_version_key, slice_key, hour, criterion, inclusion_probability, score, scores AS n FROM score_rollups
                    UNION ALL
                    SELECT judge_version_key, slice_key, hour, criterion, inclusion_probability, score, -count(*) FROM scores JOIN placed USING (response_key) GROUP BY 1, 2, 3, 4, 5, 6)
                GROUP BY judge_version_key, slice_key, hour, criterion, inclusion_probability, score HAVING sum(n) <> 0)
            """),
        ("the rollups of outcomes are those of the rows", $"""
            WITH placed AS ({Placed})
            SELECT count(*) FROM (
                SELECT 1 FROM (
                    SELECT judge_version_key, slice_key, hour, state, reason, outcomes AS n FROM outcome_rollups
                    UNION ALL
                    SELECT judge_version_key, slice_key, hour, state, coalesce(reason, ''), -count(*) FROM outcomes o JOIN placed USING (response_key)
                    WHERE o.repeat = 0 AND o.state IN (1, 2) AND {Counts} GROUP BY 1, 2, 3, 4, 5)
                GROUP BY judge_version_key, slice_key, hour, state, reason HAVING sum(n) <> 0)
            """),
        ("the rollups of days are those of their hours", """
            SELECT (SELECT count(*) FROM (
                SELECT 1 FROM (
                    SELECT judge_version_key, slice_key, day, criterion, inclusion_probability, score, scores AS n FROM daily_scores
                    UNION ALL
                    SELECT judge_version_key, slice_key, hour / 24, criterion, inclusion_probability, score, -scores FROM score_rollups)
                GROUP BY judge_version_key, slice_key, day, criterion, inclusion_probability, score HAVING sum(n) <> 0))
            + (SELECT count(*) FROM (
                SELECT 1 FROM (
                    SELECT judge_version_key, slice_key, day, state, reason, outcomes AS n FROM daily_outcomes
                    UNION ALL
                    SELECT judge_version_key, slice_key, hour / 24, state, reason, -outcomes FROM outcome_rollups)
                GROUP BY judge_version_key, slice_key, day, state, reason HAVING sum(n) <> 0))
            """),
        ("the sums of clusters are those of the rows", $"""
            WITH scores AS (
                SELECT o.judge_version_key, iif(p.cluster IS NULL, -1, 0) AS alone, p.hour / 24 AS day, coalesce(p.cluster, 0) AS cluster,
                    coalesce(o.overall, (SELECT score FROM criterion_scores s WHERE s.response_key = o.response_key AND s.judge_version_key = o.judge_version_key AND s.repeat = 0 LIMIT 1)) AS score
                FROM outcomes o JOIN response_slices p USING (response_key) WHERE o.repeat = 0 AND o.state = 1 AND {Counts})
            SELECT count(*) FROM (
                SELECT 1 FROM (
                    SELECT judge_version_key, min(level, 0) AS alone, day, cluster, scores AS n, total, squares FROM clusters
                    UNION ALL
                    SELECT judge_version_key, alone, day, cluster, -count(*), -sum(score), -sum(score * score) FROM scores GROUP BY 1, 2, 3, 4)
                GROUP BY judge_version_key, alone, day, cluster HAVING sum(n) <> 0 OR abs(sum(total)) > 1e-6 * (1 + max(abs(total))) OR abs(sum(squares)) > 1e-6 * (1 + max(abs(squares))))
            """),
        ("of what is not kept, texts are there while something is owed, and no longer", """
            SELECT (SELECT count(*) FROM held_texts h WHERE NOT EXISTS (SELECT 1 FROM unkept_responses u WHERE u.response_key = h.response_key)
                    OR NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = h.response_key AND o.state = 0))
                + (SELECT count(*) FROM unkept_responses u WHERE NOT EXISTS (SELECT 1 FROM responses r WHERE r.response_key = u.response_key)
                    OR (EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = u.response_key AND o.state = 0) AND NOT EXISTS (SELECT 1 FROM held_texts h WHERE h.response_key = u.response_key)))
            """),
        .. BatchCheck.Promises,
        ("only what is owed waits to be judged", "SELECT count(*) FROM outcomes WHERE due_at IS NOT NULL AND state <> 0"),
        ("the counts of what receivers are owed are those of the rows", """
            SELECT count(*) FROM receivers r WHERE owed <> (SELECT count(*) FROM outbox o WHERE o.receiver_key = r.receiver_key)
                OR undelivered <> (SELECT count(*) FROM undelivered u WHERE u.receiver_key = r.receiver_key)
            """),
        ("what anchors cost is the sum of their attempts", """
            SELECT count(*) FROM anchor_readings r
            WHERE cost_nano_usd <> (SELECT coalesce(sum(a.cost_nano_usd), 0) FROM attempts a WHERE a.run_key = r.run_key AND a.response_key = -r.reading_key)
            """),
        ("the spending by judge and day is the sum of the attempts", """
            SELECT count(*) FROM (
                SELECT judge, day FROM (
                    SELECT judge, day, cost_nano_usd AS cost FROM spending
                    UNION ALL
                    SELECT v.name, date(a.started_at / 1000, 'unixepoch'), -a.cost_nano_usd
                    FROM attempts a JOIN runs USING (run_key) JOIN judge_versions v USING (judge_version_key))
                GROUP BY 1, 2 HAVING sum(cost) <> 0)
            """),
    ];

    public static IReadOnlyList<LedgerFinding> Run(Database database)
    {
        var findings = new List<LedgerFinding>();
        string integrity = Text(database, "PRAGMA quick_check(1)");
        findings.Add(new LedgerFinding("the database file is whole", integrity, integrity == "ok" ? null : "Restore a backup; the file is damaged."));
        foreach ((string promise, string sql) in Promises)
        {
            using var statement = new Statement(database, sql);
            long broken = statement.One().Long(0);
            findings.Add(new LedgerFinding(promise, broken == 0 ? "holds" : FormattableString.Invariant($"{broken} rows break it"), broken == 0 ? null : Report));
        }

        findings.Add(new LedgerFinding("content", Text(database, """
            SELECT (SELECT count(*) FROM responses) || ' responses, ' || (SELECT count(*) FROM judge_versions) || ' judge versions, '
                || (SELECT count(*) FROM outcomes WHERE state = 1) || ' scored, ' || (SELECT count(*) FROM outcomes WHERE state = 2) || ' unscored, '
                || (SELECT count(*) FROM outcomes WHERE state = 3) || ' skipped, ' || (SELECT count(*) FROM outcomes WHERE state = 0) || ' owed'
            """), null));
        return findings;
    }

    private static string Text(Database database, string sql)
    {
        using var statement = new Statement(database, sql);
        return statement.One().Text(0);
    }
}
