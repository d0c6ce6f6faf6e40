using Assay.Scoring.Batching;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Batching;

/// <summary>Batches and where each stands, in the caller's transaction.</summary>
internal static class BatchTable
{
    private const int MostSeen = 20;

    private const string Rows = """
        SELECT b.batch_key, b.token, b.run_key, r.judge_version_key, r.repeat, v.name, v.version, b.endpoint, b.model, b.state, b.provider_id, b.begun_at, b.submitted_at,
            b.ended_at, b.settled_at, b.deadline_at, b.cancel_asked_at, b.unanswered_whole, b.error, b.items, b.answered, b.unanswered, b.foreign_results, b.duplicate_results,
            b.reserved_nano_usd, b.held_nano_usd
        FROM batches b JOIN runs r USING (run_key) JOIN judge_versions v USING (judge_version_key)
        """;

    public static IReadOnlyList<HeldBatch> List(Database database, bool openOnly, int atMost)
    {
        using var find = new Statement(database, $"{Rows} WHERE ?1 = 0 OR b.state < 3 ORDER BY b.batch_key DESC LIMIT ?2");
        return Read(find.Set(1, openOnly ? 1L : 0).Set(2, (long)atMost));
    }

    public static HeldBatch? Find(Database database, string text)
    {
        using var find = new Statement(database, $"{Rows} WHERE b.token = ?1 OR b.provider_id = ?1 OR substr(b.token, 1, length(?1)) = ?1 OR substr(b.provider_id, 1, length(?1)) = ?1 ORDER BY b.token <> ?1 AND coalesce(b.provider_id, '') <> ?1 LIMIT 2");
        List<HeldBatch> found = Read(find.Set(1, text));
        return found is [var one] || (found is [var first, ..] && (first.Token == text || first.ProviderId == text)) ? found[0] : null;
    }

    public static IReadOnlyList<HeldBatch> Open(Database database, RunKey run)
    {
        using var find = new Statement(database, $"{Rows} WHERE b.run_key = ?1 AND b.state < 3 ORDER BY b.batch_key");
        return Read(find.Set(1, run.Run));
    }

    public static IReadOnlyList<HeldBatch> Older(Database database, RunKey run)
    {
        using var find = new Statement(database, $"""
            {Rows} WHERE b.state < 3 AND v.name = (SELECT name FROM judge_versions WHERE judge_version_key = ?1) AND v.judge_version_key <> ?1 AND substr(r.identity, 1, ?2) = ?3
            ORDER BY b.batch_key
            """);
        return Read(find.Set(1, run.JudgeVersion).Set(2, StoredRun.ServicePrefix.Length).Set(3, StoredRun.ServicePrefix));
    }

    public static long Add(Database database, RunKey run, NewBatch batch, long now)
    {
        using var add = new Statement(database, """
            INSERT INTO batches (token, run_key, endpoint, model, begun_at, deadline_at, items, reserved_nano_usd, held_nano_usd) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
            """);
        add.Set(1, batch.Token).Set(2, run.Run).Set(3, batch.Endpoint).Set(4, batch.Model).Set(5, now).Set(6, batch.Deadline?.ToUnixTimeMilliseconds()).Set(7, batch.Items.Count)
            .Set(8, batch.Items.Sum(i => Money.ToNano(i.HeldUsd))).Execute();
        return add.InsertedKey;
    }

    public static int NoteSubmitted(Database database, string token, string providerId, long now)
    {
        using var note = new Statement(database, "UPDATE batches SET state = 1, provider_id = ?2, submitted_at = coalesce(submitted_at, ?3) WHERE token = ?1 AND state IN (0, 1)");
        return note.Set(1, token).Set(2, providerId).Set(3, now).Execute();
    }

    public static int NoteCancelAsked(Database database, long batch, long now)
    {
        using var note = new Statement(database, "UPDATE batches SET cancel_asked_at = coalesce(cancel_asked_at, ?2) WHERE batch_key = ?1 AND state < 3");
        return note.Set(1, batch).Set(2, now).Execute();
    }

    /// <param name="error">Why nothing of it is answered; null: it has results.</param>
    public static int NoteEnded(Database database, long batch, string? error, bool isUnanswered, long now)
    {
        using var note = new Statement(database, "UPDATE batches SET state = 2, ended_at = coalesce(ended_at, ?2), error = coalesce(?3, error), unanswered_whole = ?4 WHERE batch_key = ?1 AND state < 3");
        return note.Set(1, batch).Set(2, now).Set(3, error).Set(4, isUnanswered ? 1L : 0).Execute();
    }

    /// <summary>Closed, where nothing waits in it.</summary>
    public static bool TrySettle(Database database, long batch, int foreign, int duplicates, long now)
    {
        using var settle = new Statement(database, """
            UPDATE batches SET state = CASE WHEN cancel_asked_at IS NOT NULL THEN 5 WHEN unanswered_whole THEN 4 ELSE 3 END, settled_at = ?2, foreign_results = ?3, duplicate_results = ?4
            WHERE batch_key = ?1 AND state = 2 AND items = answered + unanswered
            """);
        return settle.Set(1, batch).Set(2, now).Set(3, foreign).Set(4, duplicates).Execute() == 1;
    }

    /// <summary>What it holds counts as spent.</summary>
    public static void Lose(Database database, long batch, string lost)
    {
        using var attempts = new Statement(database, """
            INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd, lane)
            SELECT run_key, 0, 0, (SELECT count(*) + 1 FROM attempts a WHERE a.run_key = b.run_key AND a.response_key = 0), begun_at, 0, 'lost', ?2, 0, 0, 0, 1, held_nano_usd, 1
            FROM batches b WHERE batch_key = ?1 AND held_nano_usd > 0
            """);
        attempts.Set(1, batch).Set(2, lost).Execute();
        using var spending = new Statement(database, """
            INSERT INTO spending (judge, day, cost_nano_usd) SELECT v.name, date(b.begun_at / 1000, 'unixepoch'), b.held_nano_usd
            FROM batches b JOIN runs USING (run_key) JOIN judge_versions v USING (judge_version_key) WHERE b.batch_key = ?1 AND b.held_nano_usd > 0
            ON CONFLICT DO UPDATE SET cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd
            """);
        spending.Set(1, batch).Execute();
    }

    public static IReadOnlyList<TimeSpan> Durations(Database database, string endpoint, string model)
    {
        using var find = new Statement(database, """
            SELECT ended_at - submitted_at FROM batches WHERE endpoint = ?1 AND model = ?2 AND state = 3 AND submitted_at IS NOT NULL ORDER BY batch_key DESC LIMIT ?3
            """);
        find.Set(1, endpoint).Set(2, model).Set(3, (long)MostSeen);
        var seen = new List<TimeSpan>();
        while (find.Read())
        {
            seen.Add(TimeSpan.FromMilliseconds(find.Long(0)));
        }

        return seen;
    }

    private static List<HeldBatch> Read(Statement find)
    {
        var batches = new List<HeldBatch>();
        while (find.Read())
        {
            batches.Add(new HeldBatch(find.Long(0), find.Text(1), new RunKey(find.Long(2), find.Long(3)) { Repeat = (int)find.Long(4) })
            {
                Judge = find.Text(5),
                JudgeVersion = find.Text(6),
                Endpoint = find.Text(7),
                Model = find.Text(8),
                State = (HeldBatchState)find.Long(9),
                ProviderId = find.TextOrNull(10),
                BegunAt = Time(find, 11)!.Value,
                SubmittedAt = Time(find, 12),
                EndedAt = Time(find, 13),
                SettledAt = Time(find, 14),
                Deadline = Time(find, 15),
                CancelAskedAt = Time(find, 16),
                IsUnanswered = find.Long(17) != 0,
                Error = find.TextOrNull(18),
                Items = (int)find.Long(19),
                Answered = (int)find.Long(20),
                Unanswered = (int)find.Long(21),
                Foreign = (int)find.Long(22),
                Duplicates = (int)find.Long(23),
                ReservedUsd = Money.ToUsd(find.Long(24)),
                HeldUsd = Money.ToUsd(find.Long(25)),
            });
        }

        return batches;
    }

    private static DateTimeOffset? Time(Statement row, int column) => row.IsNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Long(column));
}
