using System.Globalization;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>What was spent by judge and day, and what is held for calls whose cost is not known yet; in the caller's transaction.</summary>
internal static class SpendingTable
{
    private const string Lost = "The process ended while calls were under way. What they cost is not known: all that was reserved for them counts as spent.";

    public static void Add(Database database, RunKey run, IReadOnlyDictionary<DateOnly, long> nanoUsdByDay)
    {
        using var add = new Statement(database, """
            INSERT INTO spending (judge, day, cost_nano_usd) SELECT name, ?2, ?3 FROM judge_versions WHERE judge_version_key = ?1
            ON CONFLICT DO UPDATE SET cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd
            """);
        foreach ((DateOnly day, long nanoUsd) in nanoUsdByDay)
        {
            add.Set(1, run.JudgeVersion).Set(2, Text(day)).Set(3, nanoUsd).Execute();
        }
    }

    public static Held Reserve(Database database, RunKey run, decimal usd, TimeProvider clock)
    {
        using var reserve = new Statement(database, """
            INSERT INTO reservations (run_key, amount_nano_usd, made_at) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET amount_nano_usd = excluded.amount_nano_usd, made_at = excluded.made_at
            """);
        reserve.Set(1, run.Run).Set(2, Money.ToNano(usd)).Set(3, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
        return new Held(usd);
    }

    public static int Release(Database database, RunKey run)
    {
        using var release = new Statement(database, "DELETE FROM reservations WHERE run_key = ?1");
        return release.Set(1, run.Run).Execute();
    }

    /// <summary>Only for the one who owns the ledger: every reservation in it is then of a process that died, or of a saving that failed.</summary>
    /// <param name="run">Only this run's; null: all.</param>
    public static int CountLost(Database database, RunKey? run = null)
    {
        const string which = "(?9 IS NULL OR r.run_key = ?9)";
        using var attempts = new Statement(database, $"""
            INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, input_tokens, cached_tokens,
                output_tokens, estimated, cost_nano_usd)
            SELECT run_key, 0, 0, (SELECT count(*) + 1 FROM attempts a WHERE a.run_key = r.run_key AND a.response_key = 0), made_at, 0, 'lost', ?1,
                0, 0, 0, 1, amount_nano_usd
            FROM reservations r WHERE amount_nano_usd > 0 AND {which}
            """);
        attempts.Set(1, Lost).Set(9, run?.Run).Execute();
        using var spending = new Statement(database, $"""
            INSERT INTO spending (judge, day, cost_nano_usd)
            SELECT v.name, date(r.made_at / 1000, 'unixepoch'), sum(r.amount_nano_usd)
            FROM reservations r JOIN runs USING (run_key) JOIN judge_versions v USING (judge_version_key)
            WHERE r.amount_nano_usd > 0 AND {which} GROUP BY 1, 2
            ON CONFLICT DO UPDATE SET cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd
            """);
        spending.Set(9, run?.Run).Execute();
        using var remove = new Statement(database, $"DELETE FROM reservations AS r WHERE {which}");
        return remove.Set(9, run?.Run).Execute();
    }

    public static Spending Read(Database database, RunKey run, DateOnly day)
    {
        using var ofRun = new Statement(database, """
            SELECT (SELECT coalesce(sum(cost_nano_usd), 0) FROM attempts WHERE run_key = ?1)
                + (SELECT coalesce(sum(held_nano_usd), 0) FROM batches WHERE run_key = ?1 AND state < 3)
            """);
        using var ofJudge = new Statement(database, """
            SELECT (SELECT coalesce(sum(cost_nano_usd), 0) FROM spending WHERE judge = v.name AND day = ?2)
                + (SELECT coalesce(sum(held_nano_usd), 0) FROM batches JOIN runs USING (run_key) JOIN judge_versions o USING (judge_version_key)
                    WHERE o.name = v.name AND state < 3 AND date(begun_at / 1000, 'unixepoch') = ?2)
            FROM judge_versions v WHERE v.judge_version_key = ?1
            """);
        return new Spending(
            Money.ToUsd(ofRun.Set(1, run.Run).One().Long(0)),
            Money.ToUsd(ofJudge.Set(1, run.JudgeVersion).Set(2, Text(day)).One().Long(0)));
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
