using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>What the service's judges are owed, and who has claimed it; in the caller's transaction.</summary>
internal static class OwedTable
{
    private const long MostBytes = 8L * 1024 * 1024;
    private const int SupersedeChunk = 500;

    private const string Texts = "SELECT response_key, received_at, coalesce(h.body, r.body), h.body IS NOT NULL FROM responses r LEFT JOIN held_texts h USING (response_key)";

    /// <summary>
    /// Claims what may be tried now, what is new first. What was put off and is due again counts as never put off from now on.
    /// Rows that another worker is just claiming are passed over, not waited for.
    /// </summary>
    public static async Task<List<AcceptedResponse>> TakeAsync(PostgresSession session, RunKey run, long worker, int atMost, long now)
    {
        List<(long Key, int Deaths, long Bytes)> due = await session.ListAsync("""
            SELECT o.response_key, o.deaths, octet_length(coalesce(h.body, r.body))::bigint FROM outcomes o JOIN responses r USING (response_key) LEFT JOIN held_texts h USING (response_key)
            WHERE o.judge_version_key = $1 AND o.due_at <= $2 AND o.claimed_by IS NULL AND o.state = 0 AND o.repeat = 0
            ORDER BY o.due_at, o.response_key LIMIT $3 FOR UPDATE OF o SKIP LOCKED
            """, row => (row.GetInt64(0), row.GetInt32(1), row.GetInt64(2)), run.JudgeVersion, now, (long)atMost);
        long bytes = 0;
        due = [.. due.TakeWhile((d, i) => (bytes += d.Bytes) <= MostBytes || i == 0)];
        if (due.Count == 0)
        {
            return [];
        }

        long[] keys = [.. due.Select(d => d.Key)];
        session.Later("""
            UPDATE outcomes SET claimed_by = $3, due_at = CASE WHEN due_at = $4 THEN due_at ELSE 0 END
            WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = 0
            """, keys, run.JudgeVersion, worker, DueAt.AfterNew);
        Dictionary<long, AcceptedResponse> found = (await session.ListAsync(
            $"{Texts} WHERE response_key = ANY($1) AND (h.body IS NOT NULL OR NOT EXISTS (SELECT 1 FROM unkept_responses u WHERE u.response_key = r.response_key))", Read, keys)).ToDictionary(r => r.Key);
        // One that is owed without its text breaks a promise, which doctor names: an empty answer must not be judged in its place.
        return [.. due.Where(d => found.ContainsKey(d.Key)).Select(d => found[d.Key] with { Deaths = d.Deaths })];
    }

    /// <summary>How much of what may be tried now nobody has claimed.</summary>
    public static async Task<OwedCount> CountAsync(PostgresSession session, RunKey run, long now, int atMost) => (await session.ListAsync("""
        SELECT n, received_at FROM (
            SELECT count(*) AS n, min(response_key) AS first FROM (
                SELECT response_key FROM outcomes WHERE judge_version_key = $1 AND due_at <= $2 AND claimed_by IS NULL AND state = 0 AND repeat = 0
                ORDER BY due_at, response_key LIMIT $3) AS owed) AS counted
        LEFT JOIN responses ON response_key = first
        """, row => new OwedCount((int)row.GetInt64(0), row.TimeOrNull(1)), run.JudgeVersion, now, (long)atMost))[0];

    /// <summary>Those of these responses that are owed, whoever has claimed them.</summary>
    public static async Task<IReadOnlyList<AcceptedResponse>> OfAsync(PostgresSession session, RunKey run, IReadOnlyList<long> keys) => await session.ListAsync(
        """
        SELECT response_key, received_at, coalesce(h.body, r.body), h.body IS NOT NULL FROM outcomes o JOIN responses r USING (response_key) LEFT JOIN held_texts h USING (response_key)
        WHERE response_key = ANY($1) AND o.judge_version_key = $2 AND o.repeat = $3 AND o.state = 0
            AND (h.body IS NOT NULL OR NOT EXISTS (SELECT 1 FROM unkept_responses u WHERE u.response_key = r.response_key))
        """, Read, keys.ToArray(), run.JudgeVersion, run.Repeat);

    /// <summary>Counts that a process died while these were being judged, and puts off what may have been the cause.</summary>
    public static async Task<int> NoteDeathAsync(PostgresSession session, IReadOnlyList<InFlight> judged, long now)
    {
        var found = await session.ListAsync("""
            SELECT o.response_key, o.judge_version_key, o.deaths FROM unnest($1, $2) AS u (response_key, judge_version_key) JOIN outcomes o USING (response_key, judge_version_key)
            WHERE o.repeat = 0 AND o.state = 0 AND o.due_at IS NOT NULL ORDER BY 1, 2 FOR UPDATE OF o
            """, row => (Key: row.GetInt64(0), Version: row.GetInt64(1), Deaths: row.GetInt32(2) + 1), judged.Select(j => j.ResponseKey).ToArray(), judged.Select(j => j.JudgeVersion).ToArray());
        return await session.ExecuteAsync("""
            UPDATE outcomes o SET deaths = u.deaths, detail = u.detail, due_at = CASE WHEN o.due_at = 9223372036854775807 THEN o.due_at ELSE coalesce(u.due, o.due_at) END, claimed_by = CASE WHEN u.due IS NULL THEN o.claimed_by END
            FROM unnest($1, $2, $3, $4, $5) AS u (response_key, judge_version_key, deaths, detail, due)
            WHERE o.response_key = u.response_key AND o.judge_version_key = u.judge_version_key AND o.repeat = 0
            """,
            found.Select(f => f.Key).ToArray(), found.Select(f => f.Version).ToArray(), found.Select(f => f.Deaths).ToArray(), found.Select(f => RowReading.Utf8(Quarantine.Describe(f.Deaths))).ToArray(),
            found.Select(f => Quarantine.PutOff(f.Deaths, f.Key) is { } wait ? (long?)(now + (long)wait.TotalMilliseconds) : null).ToArray());
    }

    /// <param name="run">Only what its judge version is owed; null: all.</param>
    public static Task<int> GiveBackAsync(PostgresSession session, long worker, RunKey? run) => session.ExecuteAsync(
        "UPDATE outcomes SET claimed_by = NULL WHERE claimed_by = $1 AND ($2::bigint IS NULL OR judge_version_key = $2::bigint)", worker, run?.JudgeVersion);

    /// <summary>Offers the service what a run left owed that nobody works on.</summary>
    public static async Task<int> AdoptAsync(PostgresSession session, RunKey run)
    {
        bool isLeft = await session.ValueAsync<bool>("""
            SELECT (SELECT coalesce(sum(outcomes), 0) FROM tally_sums WHERE judge_version_key = $1 AND state = 0)
                > (SELECT count(*) FROM outcomes WHERE judge_version_key = $1 AND due_at IS NOT NULL)
            """, run.JudgeVersion);
        return isLeft
            // What waits in a batch of the run is left there: the same command sees to it.
            ? await session.ExecuteAsync("""
                UPDATE outcomes o SET due_at = 0 WHERE o.judge_version_key = $1 AND o.state = 0 AND o.due_at IS NULL AND o.claimed_by IS NULL AND NOT EXISTS (
                    SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
                    WHERE i.response_key = o.response_key AND i.state = 0 AND b.state < 3 AND r.judge_version_key = $1 AND r.repeat = o.repeat)
                """, run.JudgeVersion)
            : 0;
    }

    /// <summary>
    /// A part of what the service owes other versions of the judge, it owes this one instead, as far as its rule holds. Versions
    /// that another process judges for are left to that: it was started with another configuration, and will be stopped.
    /// </summary>
    /// <returns>How many; 0 when there is nothing left.</returns>
    public static async Task<int> SupersedeAsync(PostgresSession session, RunKey run, long worker, Judge judge, IntakeRule rule)
    {
        long[] others = [.. await session.ListAsync("""
            SELECT v.judge_version_key FROM judge_versions v WHERE v.name = $1 AND v.judge_version_key <> $2
                AND NOT EXISTS (SELECT 1 FROM standing_judges s WHERE s.judge_version_key = v.judge_version_key AND s.worker_id <> $3)
            """, row => row.GetInt64(0), judge.Name, run.JudgeVersion, worker)];
        var owed = others.Length == 0 ? [] : await session.ListAsync("""
            SELECT response_key, judge_version_key, due_at FROM outcomes
            WHERE judge_version_key = ANY($1) AND due_at IS NOT NULL AND claimed_by IS NULL AND state = 0 AND repeat = 0 LIMIT $2 FOR UPDATE SKIP LOCKED
            """, row => (Key: row.GetInt64(0), Version: row.GetInt64(1), Due: row.GetInt64(2)), others, (long)SupersedeChunk);
        if (owed.Count == 0)
        {
            return 0;
        }

        Dictionary<long, AcceptedResponse> found = (await session.ListAsync(
            $"{Texts} WHERE response_key = ANY($1)", Read, owed.Select(o => o.Key).ToArray())).ToDictionary(r => r.Key);
        string superseded = SkipReason.Superseded.ToSnakeCase();
        session.Later("""
            UPDATE outcomes o SET state = 3, due_at = NULL, claimed_by = NULL, reason = $3, detail = $4
            FROM unnest($1, $2) AS u (response_key, judge_version_key)
            WHERE o.response_key = u.response_key AND o.judge_version_key = u.judge_version_key AND o.repeat = 0
            """, owed.Select(o => o.Key).ToArray(), owed.Select(o => o.Version).ToArray(), superseded, RowReading.Utf8($"Version {judge.Version} of the judge judges it instead."));
        var tallies = new Tallies();
        foreach ((long key, long version, long _) in owed)
        {
            tallies.Move(version, found[key].ReceivedAt.ToUnixTimeMilliseconds(), (OutcomeState.Owed, null), (OutcomeState.Skipped, superseded));
        }

        var owing = new Owing(run, tallies, rule.Sample.Probability, Failed: false);
        await owing.OweAsync(session, [.. owed.DistinctBy(o => o.Key).Select(o => new Owing.Item(o.Key, found[o.Key].ReceivedAt.ToUnixTimeMilliseconds(), rule.Skips(found[o.Key].Response), DueAt.ForAnotherVersion(o.Due)))]);
        tallies.Write(session);
        await HeldTexts.ForgetUnlessOwedAsync(session, owed.Select(o => o.Key));
        return owed.Count;
    }

    private static AcceptedResponse Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.Time(1), UnkeptContent.Read(row.GetFieldValue<byte[]>(2), row.GetInt64(0)), OutcomeState.Owed, IsNew: true)
    {
        IsUnkept = row.GetBoolean(3),
    };
}
