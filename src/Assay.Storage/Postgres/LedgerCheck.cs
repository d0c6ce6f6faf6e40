using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Recomputes what must hold in every ledger. A row that breaks it is a defect or a damaged database.</summary>
internal static class LedgerCheck
{
    private const string Report = "Keep the database and report this with `assay doctor --json`.";
    private const string Criteria = "jsonb_array_elements(convert_from(v.criteria, 'UTF8')::jsonb) c";

    /// <summary>Each counts rows that break a promise; none may.</summary>
    private static readonly (string Checked, string Sql)[] Promises =
    [
        ("every row belongs to rows that are there", """
            SELECT (SELECT count(*) FROM outcomes o WHERE NOT EXISTS (SELECT 1 FROM responses r WHERE r.response_key = o.response_key)
                    OR NOT EXISTS (SELECT 1 FROM judge_versions v WHERE v.judge_version_key = o.judge_version_key))
                + (SELECT count(*) FROM run_items i WHERE NOT EXISTS (SELECT 1 FROM responses r WHERE r.response_key = i.response_key)
                    OR NOT EXISTS (SELECT 1 FROM runs r WHERE r.run_key = i.run_key))
                + (SELECT count(*) FROM attempts a WHERE NOT EXISTS (SELECT 1 FROM runs r WHERE r.run_key = a.run_key))
            """),
        ("every accepted response has an outcome", """
            SELECT count(*) FROM run_items i JOIN runs r ON r.run_key = i.run_key
            WHERE NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = i.response_key AND o.judge_version_key = r.judge_version_key)
            """),
        ("every scored response has a score per criterion", $"""
            SELECT count(*) FROM outcomes o JOIN (
                SELECT v.judge_version_key, count(*) FILTER (WHERE c ->> 'name' <> 'overall') AS n FROM judge_versions v, {Criteria} GROUP BY 1) v USING (judge_version_key)
            LEFT JOIN (SELECT response_key, judge_version_key, repeat, count(*) AS n FROM criterion_scores GROUP BY 1, 2, 3) s USING (response_key, judge_version_key, repeat)
            WHERE o.state = 1 AND coalesce(s.n, 0) <> v.n
            """),
        ("no score comes from a response that was not scored", """
            SELECT (SELECT count(*) FROM criterion_scores s LEFT JOIN outcomes o USING (response_key, judge_version_key, repeat) WHERE o.state IS DISTINCT FROM 1)
                + (SELECT count(*) FROM outcomes WHERE state <> 1 AND overall IS NOT NULL)
            """),
        ("every unscored or skipped response says why", "SELECT count(*) FROM outcomes WHERE state IN (2, 3) AND coalesce(reason, '') = ''"),
        ("every score is on its scale", $"""
            SELECT count(*) FROM criterion_scores s JOIN judge_versions v USING (judge_version_key) JOIN LATERAL {Criteria} ON c ->> 'name' = s.criterion
            WHERE s.score < (c ->> 'min')::float8 OR s.score > (c ->> 'max')::float8
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
                    SELECT judge_version_key, hour, state, reason, outcomes AS n FROM tally_sums
                    UNION ALL
                    SELECT judge_version_key, received_at / 3600000, state, coalesce(reason, ''), -count(*)
                    FROM outcomes JOIN responses USING (response_key) WHERE repeat = 0 GROUP BY 1, 2, 3, 4) AS both_counts
                GROUP BY judge_version_key, hour, state, reason HAVING sum(n) <> 0) AS wrong
            """),
        ("of what is not kept, texts are there while something is owed, and no longer", """
            SELECT (SELECT count(*) FROM held_texts h WHERE NOT EXISTS (SELECT 1 FROM unkept_responses u WHERE u.response_key = h.response_key)
                    OR NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = h.response_key AND o.state = 0))
                + (SELECT count(*) FROM unkept_responses u WHERE NOT EXISTS (SELECT 1 FROM responses r WHERE r.response_key = u.response_key)
                    OR (EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = u.response_key AND o.state = 0) AND NOT EXISTS (SELECT 1 FROM held_texts h WHERE h.response_key = u.response_key)))
            """),
        .. BatchCheck.Promises,
        ("only what is owed waits to be judged", "SELECT count(*) FROM outcomes WHERE (due_at IS NOT NULL OR claimed_by IS NOT NULL) AND state <> 0"),
        ("whoever has claimed something is at work", """
            SELECT count(*) FROM outcomes o WHERE claimed_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM workers w WHERE w.worker_id = o.claimed_by)
            """),
        ("what anchors cost is the sum of their attempts", """
            SELECT count(*) FROM anchor_readings r
            WHERE cost_nano_usd <> (SELECT coalesce(sum(a.cost_nano_usd), 0) FROM attempts a WHERE a.run_key = r.run_key AND a.response_key = -r.reading_key)
            """),
        ("the spending by run and day is the sum of the attempts", """
            SELECT count(*) FROM (
                SELECT run_key, day FROM (
                    SELECT run_key, day, cost_nano_usd AS cost FROM spending
                    UNION ALL
                    SELECT run_key, (to_timestamp(started_at / 1000.0) AT TIME ZONE 'UTC')::date, -cost_nano_usd FROM attempts) AS both_sums
                GROUP BY 1, 2 HAVING sum(cost) <> 0) AS wrong
            """),
    ];

    public static async Task<IReadOnlyList<LedgerFinding>> RunAsync(PostgresSession session)
    {
        var findings = new List<LedgerFinding>();
        foreach ((string promise, string sql) in Promises)
        {
            long broken = await session.ValueAsync<long>(sql);
            findings.Add(new LedgerFinding(promise, broken == 0 ? "holds" : FormattableString.Invariant($"{broken} rows break it"), broken == 0 ? null : Report));
        }

        findings.Add(new LedgerFinding("content", (await session.ValueAsync<string>("""
            SELECT (SELECT count(*) FROM responses) || ' responses, ' || (SELECT count(*) FROM judge_versions) || ' judge versions, '
                || (SELECT count(*) FROM outcomes WHERE state = 1) || ' scored, ' || (SELECT count(*) FROM outcomes WHERE state = 2) || ' unscored, '
                || (SELECT count(*) FROM outcomes WHERE state = 3) || ' skipped, ' || (SELECT count(*) FROM outcomes WHERE state = 0) || ' owed'
            """))!, null));
        findings.Add(new LedgerFinding("at work", (await session.ValueAsync<string>("SELECT count(*) || ' processes' FROM workers WHERE lease_until > now()"))!, null));
        return findings;
    }
}
