using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Batching;

/// <summary>What waits in batches, in the caller's transaction.</summary>
internal static class BatchItemTable
{
    /// <summary>Not given out: what waits in a batch of the service's is due when that is over.</summary>
    private const string Hide = "UPDATE outcomes SET due_at = ?3 WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND state = 0 AND due_at IS NOT NULL";

    /// <summary>Unless it waits in another batch too.</summary>
    private const string Show = """
        UPDATE outcomes SET due_at = ?3 WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND state = 0 AND due_at = ?4 AND NOT EXISTS (
            SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
            WHERE i.response_key = ?1 AND i.state = 0 AND b.state < 3 AND r.judge_version_key = ?2 AND r.repeat = 0)
        """;

    public static void Add(Database database, RunKey run, long batch, IReadOnlyList<BatchItem> items)
    {
        using var add = new Statement(database, "INSERT INTO batch_items (batch_key, response_key, question, sample, held_nano_usd) VALUES (?1, ?2, ?3, ?4, ?5)");
        using var hide = new Statement(database, Hide);
        foreach (BatchItem item in items)
        {
            add.Set(1, batch).Set(2, item.ResponseKey).Set(3, item.Question).Set(4, item.Sample).Set(5, Money.ToNano(item.HeldUsd)).Execute();
            if (run.Repeat == 0)
            {
                hide.Set(1, item.ResponseKey).Set(2, run.JudgeVersion).Set(3, DueAt.InBatch).Execute();
            }
        }
    }

    /// <summary>What was recorded does not wait any more, and its money is free.</summary>
    public static void Close(Database database, RunKey run, IReadOnlyList<JudgedResponse> judged)
    {
        ForgetHeard(database, judged);
        JudgedResponse[] batched = [.. judged.Where(j => j.Batched is not null)];
        if (batched.Length == 0)
        {
            return;
        }

        using var close = new Statement(database, """
            UPDATE batch_items SET state = ?5, held_nano_usd = 0, heard = ?6 WHERE batch_key = ?1 AND response_key = ?2 AND question = ?3 AND sample = ?4 AND state = 0
            """);
        using var show = new Statement(database, Show);
        var changed = new HashSet<long>();
        foreach (JudgedResponse response in batched)
        {
            foreach (BatchedAnswer answer in response.Batched!.Items)
            {
                close.Set(1, response.Batched.Batch).Set(2, response.Key).Set(3, answer.Item.Question).Set(4, answer.Item.Sample)
                    .Set(5, (long)(answer.Result.Reply is null ? BatchItemState.Unanswered : BatchItemState.Answered))
                    .SetBlob(6, HeardJson.Write(answer.Item, response.Batched, response.Judged.Heard)).Execute();
            }

            changed.Add(response.Batched.Batch);
            show.Set(1, response.Key).Set(2, run.JudgeVersion).Set(3, DueAt.AfterNew).Set(4, DueAt.InBatch).Execute();
        }

        foreach (long batch in changed)
        {
            AddUp(database, batch);
        }
    }

    /// <summary>Their money is free; with all of them, that of those that do not wait too.</summary>
    public static int Free(Database database, long batch, IReadOnlyList<BatchItem> items)
    {
        using var free = new Statement(database, "UPDATE batch_items SET held_nano_usd = 0 WHERE batch_key = ?1 AND response_key = ?2 AND question = ?3 AND sample = ?4");
        foreach (BatchItem item in items)
        {
            free.Set(1, batch).Set(2, item.ResponseKey).Set(3, item.Question).Set(4, item.Sample).Execute();
        }

        return AddUp(database, batch);
    }

    public static int FreeAll(Database database, long batch)
    {
        using var free = new Statement(database, "UPDATE batch_items SET held_nano_usd = 0 WHERE batch_key = ?1");
        free.Set(1, batch).Execute();
        return AddUp(database, batch);
    }

    /// <summary>All of it is owed as if it had never been in the batch, of which the items go.</summary>
    public static int TakeBack(Database database, long batch, string error, long now)
    {
        using var show = new Statement(database, """
            UPDATE outcomes SET due_at = ?2 WHERE repeat = 0 AND state = 0 AND due_at = ?3
                AND judge_version_key = (SELECT judge_version_key FROM batches JOIN runs USING (run_key) WHERE batch_key = ?1)
                AND response_key IN (SELECT response_key FROM batch_items WHERE batch_key = ?1)
                AND NOT EXISTS (SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
                    WHERE i.response_key = outcomes.response_key AND i.batch_key <> ?1 AND i.state = 0 AND b.state < 3 AND r.judge_version_key = outcomes.judge_version_key AND r.repeat = 0)
            """);
        show.Set(1, batch).Set(2, DueAt.AfterNew).Set(3, DueAt.InBatch).Execute();
        using var remove = new Statement(database, "DELETE FROM batch_items WHERE batch_key = ?1");
        remove.Set(1, batch).Execute();
        using var note = new Statement(database, """
            UPDATE batches SET state = 4, ended_at = ?3, settled_at = ?3, error = ?2, unanswered_whole = 1, items = 0, answered = 0, unanswered = 0, held_nano_usd = 0 WHERE batch_key = ?1 AND state = 0
            """);
        return note.Set(1, batch).Set(2, error).Set(3, now).Execute();
    }

    public static IReadOnlyList<BatchItem> List(Database database, long batch)
    {
        using var find = new Statement(database, "SELECT response_key, question, sample, held_nano_usd, state FROM batch_items WHERE batch_key = ?1 ORDER BY 1, 2, 3");
        find.Set(1, batch);
        var items = new List<BatchItem>();
        while (find.Read())
        {
            items.Add(new BatchItem(find.Long(0), (int)find.Long(1), (int)find.Long(2), Money.ToUsd(find.Long(3))) { State = (BatchItemState)find.Long(4) });
        }

        return items;
    }

    public static BatchedKeys Where(Database database, RunKey run, IReadOnlyList<long> keys)
    {
        using var find = new Statement(database, """
            SELECT max(i.state = 0 AND b.state < 3), max(i.state = 2 AND b.run_key = ?2), max(i.heard IS NOT NULL) FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
            WHERE i.response_key = ?1 AND r.judge_version_key = ?3 AND r.repeat = ?4
            """);
        var waiting = new HashSet<long>();
        var tried = new HashSet<long>();
        var heard = new HashSet<long>();
        foreach (long key in keys)
        {
            find.Set(1, key).Set(2, run.Run).Set(3, run.JudgeVersion).Set(4, run.Repeat).One();
            bool waits = !find.IsNull(0) && find.Long(0) != 0;
            bool wasTried = !find.IsNull(1) && find.Long(1) != 0;
            if (!find.IsNull(2) && find.Long(2) != 0)
            {
                heard.Add(key);
            }

            find.Reset();
            if (waits)
            {
                waiting.Add(key);
            }
            else if (wasTried)
            {
                tried.Add(key);
            }
        }

        return new BatchedKeys(waiting, tried, heard);
    }

    /// <summary>With what earlier batches brought for them.</summary>
    public static IReadOnlyList<AcceptedResponse> WithHeard(Database database, RunKey run, IReadOnlyList<AcceptedResponse> owed)
    {
        using var find = new Statement(database, """
            SELECT i.question, i.heard FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
            WHERE i.response_key = ?1 AND i.heard IS NOT NULL AND r.judge_version_key = ?2 AND r.repeat = ?3 ORDER BY i.batch_key DESC
            """);
        return [.. owed.Select(o => o with { Heard = Heard(find.Set(1, o.Key).Set(2, run.JudgeVersion).Set(3, run.Repeat)) })];
    }

    private static List<HeardReply> Heard(Statement find)
    {
        var heard = new List<HeardReply>();
        while (find.Read())
        {
            heard.AddRange(HeardJson.Read((int)find.Long(0), find.Bytes(1).ToArray()));
        }

        find.Reset();
        return heard;
    }

    private static void ForgetHeard(Database database, IReadOnlyList<JudgedResponse> judged)
    {
        using var forget = new Statement(database, "UPDATE batch_items SET heard = NULL WHERE response_key = ?1 AND heard IS NOT NULL");
        foreach (JudgedResponse response in judged.Where(j => j.HasHeard && j.Judged is Judged.Decided or Judged.Skipped))
        {
            forget.Set(1, response.Key).Execute();
        }
    }

    /// <summary>The batch's counts and money, which are those of its items.</summary>
    private static int AddUp(Database database, long batch)
    {
        using var add = new Statement(database, """
            UPDATE batches SET (answered, unanswered, held_nano_usd) = (SELECT coalesce(sum(state = 1), 0), coalesce(sum(state = 2), 0), coalesce(sum(held_nano_usd), 0) FROM batch_items WHERE batch_key = ?1)
            WHERE batch_key = ?1
            """);
        return add.Set(1, batch).Execute();
    }
}
