using System.Globalization;
using System.Text.Json;
using Assay.Gating.History;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Storage.Postgres;

/// <summary>Runs, judge versions and what was found out about endpoints: small tables, written rarely; in the caller's transaction.</summary>
internal static class RunTable
{
    /// <returns>Null where another process that is at work has the run; how long its lease still lasts then tells whether it is alive.</returns>
    public static async Task<(RunKey? Run, DateTime OtherLease)> OpenAsync(PostgresSession session, RunIdentity identity, Judge judge, long worker, TimeProvider clock)
    {
        (RunKey run, long? other) = await FindAsync(session, identity, judge, clock);
        if (other is { } owner && owner != worker && await session.ValueAsync<DateTime>("SELECT lease_until FROM workers WHERE worker_id = $1", owner) is var lease && lease != default)
        {
            return (null, lease);
        }

        await session.ExecuteAsync("UPDATE runs SET worker_id = $2 WHERE run_key = $1", run.Run, worker);
        return (run, default);
    }

    /// <summary>The run of a service's judge: it is never finished, and shared.</summary>
    public static async Task<RunKey> OpenStandingAsync(PostgresSession session, Judge judge, TimeProvider clock) =>
        (await FindAsync(session, new RunIdentity($"{StoredRun.ServicePrefix}{judge.Name}\n{judge.Version}", "service"), judge, clock)).Run;

    public static async Task<IReadOnlyList<StoredRun>> ListAsync(PostgresSession session, RunQuery query) => await session.ListAsync("""
        WITH shown AS (
            SELECT * FROM runs
            WHERE NOT starts_with(identity, $1) AND (NOT $2 OR repeat = 0) AND ($3::bigint[] IS NULL OR run_key = ANY($3::bigint[]))
            ORDER BY run_key DESC LIMIT $4)
        SELECT r.run_key, r.judge_version_key, r.description, v.name, v.version, r.started_at, r.closed_at,
            (SELECT count(*) FROM run_items i WHERE i.run_key = r.run_key), r.repeat, v.definition
        FROM shown r JOIN judge_versions v USING (judge_version_key) ORDER BY r.run_key DESC
        """,
        row => new StoredRun(
            new RunKey(row.GetInt64(0), row.GetInt64(1)) { Repeat = row.GetInt32(8) }, row.Text(2), row.GetString(3), row.GetString(4), row.Time(5), row.TimeOrNull(6), row.GetInt64(7))
        {
            Model = JsonElement.Parse(row.Text(9)).TryGetProperty("model", out JsonElement model) ? model.ToString() : null,
        },
        StoredRun.ServicePrefix, query.OnlyFirstSamples, query.Numbers?.ToArray(), query.AtMost);

    public static Task<int> SavePriceAsync(PostgresSession session, RunKey run, ModelPrice price, TimeProvider clock) => session.ExecuteAsync(
        "INSERT INTO prices VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        run.Run, Text(price.Input), Text(price.CachedInput), Text(price.Output), Now(clock));

    public static async Task<int> CloseAsync(PostgresSession session, RunKey run, long worker, TimeProvider clock)
    {
        session.Later("DELETE FROM reservations WHERE run_key = $1 AND worker_id = $2", run.Run, worker);
        return await session.ExecuteAsync("UPDATE runs SET closed_at = $2, worker_id = NULL WHERE run_key = $1 AND closed_at IS NULL", run.Run, Now(clock));
    }

    public static Task<int> NoteBudgetReachedAsync(PostgresSession session, RunKey run, TimeProvider clock) =>
        session.ExecuteAsync("UPDATE runs SET budget_reached_at = $2 WHERE run_key = $1", run.Run, Now(clock));

    public static Task<int> SaveReplyFormAsync(PostgresSession session, string endpoint, string model, ReplyForm form, TimeProvider clock) => session.ExecuteAsync("""
        INSERT INTO reply_forms VALUES ($1, $2, $3, $4) ON CONFLICT (endpoint, model) DO UPDATE SET form = excluded.form, found_at = excluded.found_at
        """, endpoint, model, form.ToSnakeCase(), Now(clock));

    public static async Task<ReplyForm?> FindReplyFormAsync(PostgresSession session, string endpoint, string model) =>
        await session.ValueAsync<string>("SELECT form FROM reply_forms WHERE endpoint = $1 AND model = $2", endpoint, model) is { } form ? SnakeCase.Parse<ReplyForm>(form) : null;

    private static async Task<(RunKey Run, long? Worker)> FindAsync(PostgresSession session, RunIdentity identity, Judge judge, TimeProvider clock)
    {
        session.Later(
            """
            INSERT INTO judge_versions (name, version, definition, criteria, created_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (name, version) DO UPDATE SET criteria = excluded.criteria, definition = excluded.definition
                WHERE judge_versions.criteria <> excluded.criteria OR judge_versions.definition <> excluded.definition
            """,
            judge.Name, judge.Version, judge.FullDefinition(), CriteriaColumn.Write(judge.Rubric), Now(clock));
        long version = await session.ValueAsync<long>("SELECT judge_version_key FROM judge_versions WHERE name = $1 AND version = $2", judge.Name, judge.Version);
        if (UndecidedQueueId.QueueOf(judge, version, clock.GetUtcNow()) is { } queue)
        {
            await Labels.QueueRows.SaveAsync(session, queue, [], new Dictionary<long, double>());
        }

        session.Later(
            "UPDATE runs SET closed_at = budget_reached_at, worker_id = NULL WHERE identity = $1 AND closed_at IS NULL AND budget_reached_at < $2",
            identity.Text, new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds());
        session.Later(
            "INSERT INTO runs (identity, description, judge_version_key, started_at, repeat) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            identity.Text, RowReading.Utf8(identity.Description), version, Now(clock), identity.Repeat);
        (long run, long? worker) = (await session.ListAsync(
            "SELECT run_key, worker_id FROM runs WHERE identity = $1 AND closed_at IS NULL FOR UPDATE", row => (row.GetInt64(0), row.LongOrNull(1)), identity.Text))[0];
        return (new RunKey(run, version) { Repeat = identity.Repeat }, worker);
    }

    private static long Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(decimal usd) => usd.ToString("0.##########", CultureInfo.InvariantCulture);
}
