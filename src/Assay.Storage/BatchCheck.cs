namespace Assay.Storage;

/// <summary>What must hold of batches in every ledger; the same SQL on both.</summary>
internal static class BatchCheck
{
    /// <summary>Each counts rows that break a promise; none may.</summary>
    public static readonly (string Checked, string Sql)[] Promises =
    [
        ("the counts and the money of batches are those of their items", """
            SELECT count(*) FROM batches b LEFT JOIN (
                SELECT batch_key, count(*) AS items, count(*) FILTER (WHERE state = 1) AS answered, count(*) FILTER (WHERE state = 2) AS unanswered, count(*) FILTER (WHERE state = 0) AS waiting, sum(held_nano_usd) AS held FROM batch_items GROUP BY 1) AS i USING (batch_key)
            WHERE b.items <> coalesce(i.items, 0) OR b.answered <> coalesce(i.answered, 0) OR b.unanswered <> coalesce(i.unanswered, 0)
                OR b.held_nano_usd <> coalesce(i.held, 0) OR (b.state >= 3 AND (coalesce(i.waiting, 0) > 0 OR b.held_nano_usd <> 0))
            """),
        ("nothing waits in two batches", """
            SELECT count(*) FROM (
                SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key) WHERE i.state = 0 AND b.state < 3
                GROUP BY i.response_key, r.judge_version_key, r.repeat, i.question, i.sample HAVING count(*) > 1) AS twice
            """),
        ("what waits in a batch is not given out", """
            SELECT (SELECT count(*) FROM outcomes o WHERE o.due_at = 9223372036854775807 AND NOT EXISTS (
                    SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
                    WHERE i.response_key = o.response_key AND i.state = 0 AND b.state < 3 AND r.judge_version_key = o.judge_version_key))
                + (SELECT count(*) FROM outcomes o WHERE o.state = 0 AND o.repeat = 0 AND o.due_at = 0 AND EXISTS (
                    SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
                    WHERE i.response_key = o.response_key AND i.state = 0 AND b.state < 3 AND r.judge_version_key = o.judge_version_key AND r.repeat = 0))
            """),
    ];
}
