using System.Globalization;
using Assay.Gating.History;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Storage.Sqlite;

/// <summary>Runs, judge versions and what was found out about endpoints: small tables, written rarely.</summary>
internal static class RunTable
{
    public static RunKey Open(Database database, RunIdentity identity, Judge judge, TimeProvider clock)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        using var addVersion = new Statement(database, """
            INSERT INTO judge_versions (name, version, definition, criteria, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (name, version) DO UPDATE SET criteria = excluded.criteria, definition = excluded.definition
                WHERE criteria <> excluded.criteria OR definition <> excluded.definition
            """);
        addVersion.Set(1, judge.Name).Set(2, judge.Version).SetText(3, judge.FullDefinition())
            .SetText(4, CriteriaColumn.Write(judge.Rubric)).Set(5, now).Execute();
        using var findVersion = new Statement(database, "SELECT judge_version_key FROM judge_versions WHERE name = ?1 AND version = ?2");
        long version = findVersion.Set(1, judge.Name).Set(2, judge.Version).One().Long(0);

        if (UndecidedQueueId.QueueOf(judge, version, clock.GetUtcNow()) is { } queue)
        {
            Labels.QueueTables.Save(database, queue, [], new Dictionary<long, double>());
        }

        using var end = new Statement(database, """
            UPDATE runs SET closed_at = budget_reached_at WHERE identity = ?1 AND closed_at IS NULL AND budget_reached_at < ?2
            """);
        end.Set(1, identity.Text).Set(2, new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds()).Execute();
        using var addRun = new Statement(database, """
            INSERT INTO runs (identity, description, judge_version_key, started_at, repeat) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING
            """);
        addRun.Set(1, identity.Text).Set(2, identity.Description).Set(3, version).Set(4, now).Set(5, identity.Repeat).Execute();
        using var findRun = new Statement(database, "SELECT run_key FROM runs WHERE identity = ?1 AND closed_at IS NULL");
        return new RunKey(findRun.Set(1, identity.Text).One().Long(0), version) { Repeat = identity.Repeat };
    }

    /// <summary>The run of a service's judge: it is never finished.</summary>
    public static RunKey OpenStanding(Database database, Judge judge, TimeProvider clock) =>
        Open(database, new RunIdentity($"{StoredRun.ServicePrefix}{judge.Name}\n{judge.Version}", "service"), judge, clock);

    public static IReadOnlyList<StoredRun> List(Database database, RunQuery query)
    {
        using var find = new Statement(database, """
            WITH shown AS (
                SELECT * FROM runs
                WHERE substr(identity, 1, ?1) <> ?2 AND (?3 = 0 OR repeat = 0) AND (?4 IS NULL OR run_key IN (SELECT value FROM json_each(?4)))
                ORDER BY run_key DESC LIMIT ?5)
            SELECT r.run_key, r.judge_version_key, r.description, v.name, v.version, r.started_at, r.closed_at,
                (SELECT count(*) FROM run_items i WHERE i.run_key = r.run_key), r.repeat, json_extract(v.definition, '$.model')
            FROM shown r JOIN judge_versions v USING (judge_version_key) ORDER BY r.run_key DESC
            """);
        find.Set(1, StoredRun.ServicePrefix.Length).Set(2, StoredRun.ServicePrefix).Set(3, query.OnlyFirstSamples ? 1 : 0)
            .Set(4, query.Numbers is { } numbers ? $"[{string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))}]" : null).Set(5, query.AtMost);
        var runs = new List<StoredRun>();
        while (find.Read())
        {
            runs.Add(new StoredRun(
                new RunKey(find.Long(0), find.Long(1)) { Repeat = (int)find.Long(8) }, find.Text(2), find.Text(3), find.Text(4), DateTimeOffset.FromUnixTimeMilliseconds(find.Long(5)),
                find.LongOrNull(6) is { } closed ? DateTimeOffset.FromUnixTimeMilliseconds(closed) : null, find.Long(7)) { Model = find.TextOrNull(9) });
        }

        return runs;
    }

    public static int SavePrice(Database database, RunKey run, ModelPrice price, TimeProvider clock)
    {
        using var save = new Statement(database, "INSERT INTO prices VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        return save.Set(1, run.Run).Set(2, Text(price.Input)).Set(3, Text(price.CachedInput)).Set(4, Text(price.Output))
            .Set(5, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }

    public static int Close(Database database, RunKey run, TimeProvider clock)
    {
        using var close = new Statement(database, "UPDATE runs SET closed_at = ?2 WHERE run_key = ?1 AND closed_at IS NULL");
        return close.Set(1, run.Run).Set(2, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }

    public static int NoteBudgetReached(Database database, RunKey run, TimeProvider clock)
    {
        using var note = new Statement(database, "UPDATE runs SET budget_reached_at = ?2 WHERE run_key = ?1");
        return note.Set(1, run.Run).Set(2, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }

    public static int SaveReplyForm(Database database, string endpoint, string model, ReplyForm form, TimeProvider clock)
    {
        using var save = new Statement(database, """
            INSERT INTO reply_forms (endpoint, model, form, found_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET form = excluded.form, found_at = excluded.found_at
            """);
        return save.Set(1, endpoint).Set(2, model).SetText(3, Utf8Name<ReplyForm>.Of(form)).Set(4, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }

    public static ReplyForm? FindReplyForm(Database database, string endpoint, string model)
    {
        using var find = new Statement(database, "SELECT form FROM reply_forms WHERE endpoint = ?1 AND model = ?2");
        return find.Set(1, endpoint).Set(2, model).Read() ? SnakeCase.Parse<ReplyForm>(find.Text(0)) : null;
    }

    private static string Text(decimal usd) => usd.ToString("0.##########", CultureInfo.InvariantCulture);
}
