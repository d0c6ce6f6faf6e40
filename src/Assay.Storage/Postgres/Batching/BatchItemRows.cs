using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres.Batching;

/// <summary>What waits in batches, in the caller's transaction.</summary>
internal static class BatchItemRows
{
    public static void Add(PostgresSession session, RunKey run, long batch, IReadOnlyList<BatchItem> items)
    {
        session.Later(
            "INSERT INTO batch_items (batch_key, response_key, question, sample, held_nano_usd) SELECT $1, * FROM unnest($2, $3, $4, $5)",
            batch, items.Select(i => i.ResponseKey).ToArray(), items.Select(i => i.Question).ToArray(), items.Select(i => i.Sample).ToArray(), items.Select(i => Money.ToNano(i.HeldUsd)).ToArray());
        if (run.Repeat == 0)
        {
            // Not given out: what waits in a batch of the service's is due when that is over, whoever has it then.
            session.Later("""
                UPDATE outcomes SET due_at = $3, claimed_by = NULL WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = 0 AND state = 0 AND due_at IS NOT NULL
                """, items.Select(i => i.ResponseKey).Distinct().ToArray(), run.JudgeVersion, DueAt.InBatch);
        }
    }

    /// <summary>What was recorded does not wait any more, and its money is free.</summary>
    public static void Close(PostgresSession session, RunKey run, IReadOnlyList<JudgedResponse> judged)
    {
        long[] decided = [.. judged.Where(j => j.HasHeard && j.Judged is Judged.Decided or Judged.Skipped).Select(j => j.Key)];
        if (decided.Length > 0)
        {
            session.Later("UPDATE batch_items SET heard = NULL WHERE response_key = ANY($1) AND heard IS NOT NULL", decided);
        }

        var closed = judged.Where(j => j.Batched is not null).SelectMany(j => j.Batched!.Items.Select(i => (j.Batched.Batch, j.Key, Answer: i, Heard: HeardJson.Write(i.Item, j.Batched, j.Judged.Heard)))).ToList();
        if (closed.Count == 0)
        {
            return;
        }

        session.Later("""
            UPDATE batch_items i SET state = u.state, held_nano_usd = 0, heard = u.heard FROM unnest($1, $2, $3, $4, $5, $6) AS u (batch_key, response_key, question, sample, state, heard)
            WHERE i.batch_key = u.batch_key AND i.response_key = u.response_key AND i.question = u.question AND i.sample = u.sample AND i.state = 0
            """,
            closed.Select(c => c.Batch).ToArray(), closed.Select(c => c.Key).ToArray(), closed.Select(c => c.Answer.Item.Question).ToArray(), closed.Select(c => c.Answer.Item.Sample).ToArray(),
            closed.Select(c => (int)(c.Answer.Result.Reply is null ? BatchItemState.Unanswered : BatchItemState.Answered)).ToArray(), closed.Select(c => c.Heard).ToArray());
        // Unless it waits in another batch too.
        session.Later("""
            UPDATE outcomes o SET due_at = $3 WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = 0 AND state = 0 AND due_at = $4 AND NOT EXISTS (
                SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
                WHERE i.response_key = o.response_key AND i.state = 0 AND b.state < 3 AND r.judge_version_key = $2 AND r.repeat = 0)
            """, closed.Select(c => c.Key).Distinct().ToArray(), run.JudgeVersion, DueAt.AfterNew, DueAt.InBatch);
        AddUp(session, [.. closed.Select(c => c.Batch).Distinct()]);
    }

    /// <summary>Their money is free.</summary>
    public static void Free(PostgresSession session, long batch, IReadOnlyList<BatchItem> items)
    {
        session.Later("""
            UPDATE batch_items i SET held_nano_usd = 0 FROM unnest($2, $3, $4) AS u (response_key, question, sample)
            WHERE i.batch_key = $1 AND i.response_key = u.response_key AND i.question = u.question AND i.sample = u.sample
            """, batch, items.Select(i => i.ResponseKey).ToArray(), items.Select(i => i.Question).ToArray(), items.Select(i => i.Sample).ToArray());
        AddUp(session, [batch]);
    }

    public static void FreeAll(PostgresSession session, long batch)
    {
        session.Later("UPDATE batch_items SET held_nano_usd = 0 WHERE batch_key = $1", batch);
        AddUp(session, [batch]);
    }

    /// <summary>All of it is owed as if it had never been in the batch, of which the items go.</summary>
    public static Task<int> TakeBackAsync(PostgresSession session, long batch, string error, long now)
    {
        session.Later("""
            UPDATE outcomes o SET due_at = $2 WHERE repeat = 0 AND state = 0 AND due_at = $3
                AND judge_version_key = (SELECT judge_version_key FROM batches JOIN runs USING (run_key) WHERE batch_key = $1)
                AND response_key IN (SELECT response_key FROM batch_items WHERE batch_key = $1)
                AND NOT EXISTS (SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
                    WHERE i.response_key = o.response_key AND i.batch_key <> $1 AND i.state = 0 AND b.state < 3 AND r.judge_version_key = o.judge_version_key AND r.repeat = 0)
            """, batch, DueAt.AfterNew, DueAt.InBatch);
        session.Later("DELETE FROM batch_items WHERE batch_key = $1", batch);
        return session.ExecuteAsync("""
            UPDATE batches SET state = 4, ended_at = $3, settled_at = $3, error = $2, unanswered_whole = true, items = 0, answered = 0, unanswered = 0, held_nano_usd = 0
            WHERE batch_key = $1 AND state = 0
            """, batch, RowReading.Utf8(error), now);
    }

    public static async Task<IReadOnlyList<BatchItem>> ListAsync(PostgresSession session, long batch) => await session.ListAsync(
        "SELECT response_key, question, sample, held_nano_usd, state FROM batch_items WHERE batch_key = $1 ORDER BY 1, 2, 3",
        row => new BatchItem(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), Money.ToUsd(row.GetInt64(3))) { State = (BatchItemState)row.GetInt32(4) }, batch);

    public static async Task<BatchedKeys> WhereAsync(PostgresSession session, RunKey run, IReadOnlyList<long> keys)
    {
        var found = await session.ListAsync("""
            SELECT i.response_key, bool_or(i.state = 0 AND b.state < 3), bool_or(i.state = 2 AND b.run_key = $2), bool_or(i.heard IS NOT NULL)
            FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
            WHERE i.response_key = ANY($1) AND r.judge_version_key = $3 AND r.repeat = $4 GROUP BY 1
            """, row => (Key: row.GetInt64(0), Waits: row.GetBoolean(1), Tried: row.GetBoolean(2), Heard: row.GetBoolean(3)), keys.ToArray(), run.Run, run.JudgeVersion, run.Repeat);
        return new BatchedKeys(found.Where(f => f.Waits).Select(f => f.Key).ToHashSet(), found.Where(f => f.Tried && !f.Waits).Select(f => f.Key).ToHashSet(), found.Where(f => f.Heard).Select(f => f.Key).ToHashSet());
    }

    /// <summary>With what earlier batches brought for them.</summary>
    public static async Task<IReadOnlyList<AcceptedResponse>> WithHeardAsync(PostgresSession session, RunKey run, IReadOnlyList<AcceptedResponse> owed)
    {
        ILookup<long, HeardReply> heard = (await session.ListAsync("""
            SELECT i.response_key, i.question, i.heard FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
            WHERE i.response_key = ANY($1) AND i.heard IS NOT NULL AND r.judge_version_key = $2 AND r.repeat = $3 ORDER BY i.batch_key DESC
            """, row => (Key: row.GetInt64(0), Replies: HeardJson.Read(row.GetInt32(1), row.GetFieldValue<byte[]>(2))), owed.Select(o => o.Key).ToArray(), run.JudgeVersion, run.Repeat))
            .SelectMany(h => h.Replies.Select(r => (h.Key, Reply: r))).ToLookup(h => h.Key, h => h.Reply);
        return [.. owed.Select(o => o with { Heard = [.. heard[o.Key]] })];
    }

    /// <summary>The batches' counts and money, which are those of their items.</summary>
    private static void AddUp(PostgresSession session, long[] batches) => session.Later("""
        UPDATE batches b SET answered = s.answered, unanswered = s.unanswered, held_nano_usd = s.held FROM (
            SELECT batch_key, count(*) FILTER (WHERE state = 1) AS answered, count(*) FILTER (WHERE state = 2) AS unanswered, sum(held_nano_usd)::bigint AS held
            FROM batch_items WHERE batch_key = ANY($1) GROUP BY 1) s
        WHERE b.batch_key = s.batch_key
        """, batches);
}
