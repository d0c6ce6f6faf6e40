using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>What the service's judges are owed; in the caller's transaction.</summary>
internal static class OwedTable
{
    private const long MostBytes = 8L * 1024 * 1024;
    private const long SupersedeChunk = 500;

    private const string Columns = "o.response_key, r.received_at, r.body, o.deaths FROM outcomes o INDEXED BY outcomes_due JOIN responses r USING (response_key)";

    private const string OfInFlight = "WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND state = 0 AND due_at IS NOT NULL";

    public static List<AcceptedResponse> Fresh(Database database, RunKey run, long after, int atMost)
    {
        using var find = new Statement(database, $"""
            SELECT {Columns} WHERE o.judge_version_key = ?1 AND o.due_at = 0 AND o.response_key > ?2 ORDER BY o.response_key LIMIT ?3
            """);
        return Read(database, find.Set(1, run.JudgeVersion).Set(2, after).Set(3, (long)atMost));
    }

    /// <summary>Whether something that was put off is due.</summary>
    public static bool HasDue(Database database, RunKey run, long now)
    {
        using var find = new Statement(database, "SELECT 1 FROM outcomes WHERE judge_version_key = ?1 AND due_at > 0 AND due_at <= ?2 LIMIT 1");
        return Read(find.Set(1, run.JudgeVersion).Set(2, now), _ => true).Count > 0;
    }

    /// <summary>How much of what may be tried now there is; what was taken before lies up to a key.</summary>
    public static OwedCount Count(Database database, RunKey run, long after, long now, int atMost)
    {
        using var count = new Statement(database, """
            SELECT n, received_at FROM (
                SELECT sum(n) AS n, min(first) AS first FROM (
                    SELECT count(*) AS n, min(response_key) AS first FROM (
                        SELECT response_key FROM outcomes WHERE judge_version_key = ?1 AND due_at = 0 AND response_key > ?2 ORDER BY response_key LIMIT ?4)
                    UNION ALL
                    SELECT count(*), min(response_key) FROM (
                        SELECT response_key FROM outcomes WHERE judge_version_key = ?1 AND due_at > 0 AND due_at <= ?3 ORDER BY due_at, response_key LIMIT ?4)))
            LEFT JOIN responses ON response_key = first
            """);
        count.Set(1, run.JudgeVersion).Set(2, after).Set(3, now).Set(4, (long)atMost).One();
        return new OwedCount((int)Math.Min(count.Long(0), atMost), count.IsNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(count.Long(1)));
    }

    /// <summary>What was put off and is due again counts as never put off from now on.</summary>
    public static List<AcceptedResponse> TakeDue(Database database, RunKey run, long now, int atMost)
    {
        using var find = new Statement(database, $"""
            SELECT {Columns} WHERE o.judge_version_key = ?1 AND o.due_at > 0 AND o.due_at <= ?2 ORDER BY o.due_at, o.response_key LIMIT ?3
            """);
        List<AcceptedResponse> due = Read(database, find.Set(1, run.JudgeVersion).Set(2, now).Set(3, (long)atMost));
        using var take = new Statement(database, "UPDATE outcomes SET due_at = 0 WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0");
        foreach (AcceptedResponse response in due)
        {
            take.Set(1, response.Key).Set(2, run.JudgeVersion).Execute();
        }

        return due;
    }

    /// <summary>Those of these responses that are owed, whoever they were given out to.</summary>
    public static IReadOnlyList<AcceptedResponse> Of(Database database, RunKey run, IReadOnlyList<long> keys)
    {
        using var find = new Statement(database, """
            SELECT o.response_key, r.received_at, r.body, o.deaths FROM outcomes o JOIN responses r USING (response_key)
            WHERE o.response_key = ?1 AND o.judge_version_key = ?2 AND o.repeat = ?3 AND o.state = 0
            """);
        var owed = new List<AcceptedResponse>(keys.Count);
        foreach (long key in keys)
        {
            owed.AddRange(Read(database, find.Set(1, key).Set(2, run.JudgeVersion).Set(3, run.Repeat)));
        }

        return owed;
    }

    /// <summary>Counts that the process died while these were being judged, and puts off what may have been the cause.</summary>
    public static int NoteDeath(Database database, IReadOnlyList<InFlight> judged, long now)
    {
        using var find = new Statement(database, $"SELECT deaths FROM outcomes {OfInFlight}");
        using var count = new Statement(database, $"UPDATE outcomes SET deaths = ?3, detail = ?4, due_at = iif(due_at = ?6, due_at, coalesce(?5, due_at)) {OfInFlight}");
        int noted = 0;
        foreach (InFlight one in judged)
        {
            if (!find.Set(1, one.ResponseKey).Set(2, one.JudgeVersion).Read())
            {
                continue;
            }

            int deaths = (int)find.Long(0) + 1;
            find.Reset();
            long? dueAt = Quarantine.PutOff(deaths, one.ResponseKey) is { } wait ? now + (long)wait.TotalMilliseconds : null;
            noted += count.Set(1, one.ResponseKey).Set(2, one.JudgeVersion).Set(3, deaths).Set(4, Quarantine.Describe(deaths)).Set(5, dueAt).Set(6, DueAt.InBatch).Execute();
        }

        return noted;
    }

    /// <summary>Offers the service what an unfinished run left owed.</summary>
    public static int Adopt(Database database, RunKey run)
    {
        using var count = new Statement(database, """
            SELECT (SELECT coalesce(sum(outcomes), 0) FROM tallies WHERE judge_version_key = ?1 AND state = 0)
                - (SELECT count(*) FROM outcomes WHERE judge_version_key = ?1 AND due_at IS NOT NULL)
            """);
        if (count.Set(1, run.JudgeVersion).One().Long(0) == 0)
        {
            return 0;
        }

        // What waits in a batch of the run is left there: the same command sees to it.
        using var adopt = new Statement(database, """
            UPDATE outcomes SET due_at = 0 WHERE judge_version_key = ?1 AND state = 0 AND due_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM batch_items i JOIN batches b USING (batch_key) JOIN runs r USING (run_key)
                WHERE i.response_key = outcomes.response_key AND i.state = 0 AND b.state < 3 AND r.judge_version_key = ?1 AND r.repeat = outcomes.repeat)
            """);
        return adopt.Set(1, run.JudgeVersion).Execute();
    }

    /// <summary>What the service owes other versions of the judge, it owes this one instead, as far as its rule holds.</summary>
    public static int Supersede(Database database, Tallies tallies, HeldTexts texts, RunKey run, Judge judge, IntakeRule rule)
    {
        using var find = new Statement(database, """
            SELECT o.response_key, o.judge_version_key, r.received_at, o.due_at, r.body
            FROM judge_versions v JOIN outcomes o INDEXED BY outcomes_due ON o.judge_version_key = v.judge_version_key AND o.due_at IS NOT NULL
            JOIN responses r USING (response_key)
            WHERE v.name = ?1 AND v.judge_version_key <> ?2 LIMIT ?3
            """);
        using var skip = new Statement(database, """
            UPDATE outcomes SET state = 3, due_at = NULL, reason = ?3, detail = ?4 WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0
            """);
        string superseded = SkipReason.Superseded.ToSnakeCase();
        using var owing = new OwingStatements(database, tallies, run);
        tallies.Begin();
        List<(long Key, long Version, long ReceivedAt, long DueAt, Response Response)> owed;
        int moved = 0;
        do
        {
            owed = Read(find.Set(1, judge.Name).Set(2, run.JudgeVersion).Set(3, SupersedeChunk), f =>
                (f.Long(0), f.Long(1), f.Long(2), f.Long(3), UnkeptContent.Read(f.Bytes(4), f.Long(0))));
            foreach ((long key, long version, long receivedAt, long dueAt, Response response) in owed)
            {
                skip.Set(1, key).Set(2, version).Set(3, superseded).Set(4, $"Version {judge.Version} of the judge judges it instead.").Execute();
                tallies.Move(version, receivedAt, (OutcomeState.Owed, null), (OutcomeState.Skipped, superseded));
                owing.Owe(key, receivedAt, rule.Skips(response), rule.Sample.Probability, DueAt.ForAnotherVersion(dueAt));
                texts.ForgetUnlessOwed(key);
            }

            moved += owed.Count;
        }
        while (owed.Count > 0);
        tallies.Write();
        return moved;
    }

    /// <summary>Ends early where the bodies become large.</summary>
    private static List<AcceptedResponse> Read(Database database, Statement find)
    {
        var rows = new List<AcceptedResponse>();
        long bytes = 0;
        while (bytes < MostBytes && find.Read())
        {
            ReadOnlySpan<byte> body = find.Bytes(2);
            bool isUnkept = UnkeptContent.IsRest(body);
            // One that is owed without its text breaks a promise, which doctor names: an empty answer must not be judged in its place.
            if ((isUnkept ? HeldTexts.Find(database, find.Long(0)) : body.ToArray()) is not { } text)
            {
                continue;
            }

            bytes += text.Length;
            Response response = ResponseJson.Read(text, "ledger", find.Long(0));
            rows.Add(new AcceptedResponse(find.Long(0), DateTimeOffset.FromUnixTimeMilliseconds(find.Long(1)), response, OutcomeState.Owed, IsNew: true)
            {
                Deaths = (int)find.Long(3),
                IsUnkept = isUnkept,
            });
        }

        find.Reset();
        return rows;
    }

    private static List<T> Read<T>(Statement find, Func<Statement, T> row)
    {
        var rows = new List<T>();
        while (find.Read())
        {
            rows.Add(row(find));
        }

        return rows;
    }
}
