using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>What was spent, and what is held for calls whose cost is not known yet; in the caller's transaction.</summary>
internal static class SpendingRows
{
    private const string Lost = "The process ended while calls were under way. What they cost is not known: all that was reserved for them counts as spent.";

    /// <summary>Mark who counts what was lost ("LOST"), and who changes what a judge with a budget of the day holds ("BUDG").</summary>
    private const long LostLock = 0x4c4f5354;
    private const int BudgetLock = 0x42554447;

    /// <summary>The day of a batch, UTC.</summary>
    private const string BegunOn = "(to_timestamp(b.begun_at / 1000) AT TIME ZONE 'UTC')::date";

    public static void Add(PostgresSession session, RunKey run, long worker, IReadOnlyDictionary<DateOnly, long> nanoUsdByDay)
    {
        foreach ((DateOnly day, long nanoUsd) in nanoUsdByDay)
        {
            session.Later("""
                INSERT INTO spending (run_key, day, worker_id, cost_nano_usd) VALUES ($1, $2, $3, $4)
                ON CONFLICT (run_key, day, worker_id) DO UPDATE SET cost_nano_usd = spending.cost_nano_usd + excluded.cost_nano_usd
                """, run.Run, day, worker, nanoUsd);
        }
    }

    /// <summary>Responses whose outcome a worker records, for those who share the judge's budget of the day with it.</summary>
    public static void Count(PostgresSession session, RunKey run, long worker, long verdicts, TimeProvider clock) => session.Later("""
        INSERT INTO spending (run_key, day, worker_id, cost_nano_usd, verdicts) VALUES ($1, $2, $3, 0, $4)
        ON CONFLICT (run_key, day, worker_id) DO UPDATE SET verdicts = spending.verdicts + excluded.verdicts
        """, run.Run, Today(clock), worker, verdicts);

    /// <summary>Comes last in its transaction: those who share a budget wait for each other here.</summary>
    /// <param name="capUsd">The judge's budget of the day; null: none.</param>
    /// <param name="recordedUsd">What the same transaction has added to what was spent.</param>
    public static async Task<Held> ReserveAsync(PostgresSession session, Reservation wanted, decimal? capUsd, TimeProvider clock, decimal recordedUsd = 0)
    {
        decimal? others = null;
        long? judged = null;
        decimal granted = wanted.Usd;
        if (capUsd is { } cap)
        {
            (decimal mine, decimal elsewhere, judged) = await OfTodayAsync(session, wanted.Run, wanted.Worker, clock);
            others = elsewhere;
            // What is held already may be under way, and is never taken back.
            granted = Math.Max(0, Math.Min(wanted.Usd, Math.Max(mine - recordedUsd, cap - elsewhere)));
        }

        await session.ExecuteAsync("""
            INSERT INTO reservations VALUES ($1, $2, $3, $4)
            ON CONFLICT (run_key, worker_id) DO UPDATE SET amount_nano_usd = excluded.amount_nano_usd, made_at = excluded.made_at
            """, wanted.Run.Run, wanted.Worker, Money.ToNano(granted), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new Held(granted, others) { JudgedByOthers = judged };
    }

    /// <summary>What a worker holds of the day's budget of a run's judge, what is spent of it or held by others, batches among them, and how much others have judged. Until the transaction ends nobody else asks.</summary>
    public static async Task<(decimal Mine, decimal Elsewhere, long JudgedByOthers)> OfTodayAsync(PostgresSession session, RunKey run, long worker, TimeProvider clock)
    {
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock($1, hashtext(name)) FROM judge_versions WHERE judge_version_key = $2", BudgetLock, run.JudgeVersion);
        // One statement sees one moment: what is lost on the way from held to spent is seen once.
        (long mine, long elsewhere, long judged) = (await session.ListAsync($"""
            WITH shared AS (
                SELECT r.run_key FROM runs r JOIN judge_versions v USING (judge_version_key)
                WHERE v.name = (SELECT name FROM judge_versions WHERE judge_version_key = $2))
            SELECT coalesce((SELECT amount_nano_usd FROM reservations WHERE run_key = $1 AND worker_id = $3), 0),
                (SELECT coalesce(sum(cost_nano_usd), 0)::bigint FROM spending JOIN shared USING (run_key) WHERE day = $4)
                + (SELECT coalesce(sum(amount_nano_usd), 0)::bigint FROM reservations JOIN shared USING (run_key) WHERE NOT (run_key = $1 AND worker_id = $3))
                + (SELECT coalesce(sum(held_nano_usd), 0)::bigint FROM batches b JOIN shared USING (run_key) WHERE b.state < 3 AND {BegunOn} = $4),
                (SELECT coalesce(sum(verdicts), 0)::bigint FROM spending JOIN shared USING (run_key) WHERE day = $4 AND worker_id <> $3)
            """, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), run.Run, run.JudgeVersion, worker, Today(clock)))[0];
        return (Money.ToUsd(mine), Money.ToUsd(elsewhere), judged);
    }

    /// <summary>Of those who count what was lost, one at a time.</summary>
    public static Task LockLostAsync(PostgresSession session) => session.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", LostLock);

    /// <summary>What a worker that is gone, or a saving of its own that failed, left reserved counts as spent.</summary>
    /// <param name="run">Only of this run; null: of all.</param>
    public static async Task CountLostAsync(PostgresSession session, long worker, RunKey? run, TimeProvider clock)
    {
        const string which = "worker_id = $1 AND ($2::bigint IS NULL OR run_key = $2::bigint)";
        var held = await session.ListAsync(
            $"SELECT run_key, amount_nano_usd, made_at FROM reservations WHERE {which} AND amount_nano_usd > 0 ORDER BY run_key", row => (Run: row.GetInt64(0), Nano: row.GetInt64(1), MadeAt: row.GetInt64(2)), worker, run?.Run);
        if (held.Count > 0)
        {
            await LockLostAsync(session);
        }

        foreach ((long of, long nano, long madeAt) in held)
        {
            session.Later("""
                INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd)
                SELECT $1, 0, 0, (SELECT coalesce(max(attempt), 0) + 1 FROM attempts WHERE run_key = $1 AND response_key = 0), $2, 0, 'lost', $3, 0, 0, 0, true, $4
                """, of, madeAt, RowReading.Utf8(Lost), nano);
            Add(session, new RunKey(of, 0), worker, new Dictionary<DateOnly, long> { [DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(madeAt).UtcDateTime)] = nano });
        }

        await session.ExecuteAsync($"DELETE FROM reservations WHERE {which}", worker, run?.Run);
    }

    public static async Task<Spending> ReadAsync(PostgresSession session, RunKey run, DateOnly day)
    {
        (long ofRun, long ofJudge) = (await session.ListAsync($"""
            SELECT (SELECT coalesce(sum(cost_nano_usd), 0)::bigint FROM spending WHERE run_key = $1)
                + (SELECT coalesce(sum(held_nano_usd), 0)::bigint FROM batches WHERE run_key = $1 AND state < 3),
                (SELECT coalesce(sum(cost_nano_usd), 0)::bigint FROM spending JOIN runs USING (run_key) JOIN judge_versions v USING (judge_version_key)
                WHERE v.name = (SELECT name FROM judge_versions WHERE judge_version_key = $2) AND day = $3)
                + (SELECT coalesce(sum(held_nano_usd), 0)::bigint FROM batches b JOIN runs USING (run_key) JOIN judge_versions v USING (judge_version_key)
                WHERE v.name = (SELECT name FROM judge_versions WHERE judge_version_key = $2) AND b.state < 3 AND {BegunOn} = $3)
            """, row => (row.GetInt64(0), row.GetInt64(1)), run.Run, run.JudgeVersion, day))[0];
        return new Spending(Money.ToUsd(ofRun), Money.ToUsd(ofJudge));
    }

    private static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
