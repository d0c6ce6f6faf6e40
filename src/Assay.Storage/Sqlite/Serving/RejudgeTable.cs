using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>
/// Judging again what was received before: by a new version of a judge, or what failed. Opens the ledger for itself, also while
/// a service works on it, and writes in small transactions, so that intake never waits long.
/// </summary>
public static class RejudgeTable
{
    private const int Chunk = 500;

    /// <summary>Due at once, but after everything that is new: what is new has 0 and is taken first.</summary>
    private const long LowPriority = 1;

    private const string Judgeable = """
        FROM responses r WHERE r.response_key > ?1 AND r.response_key >= ?2
            AND NOT EXISTS (SELECT 1 FROM responses later WHERE later.id = r.id AND later.revision > r.revision)
            AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = r.response_key AND o.reason = 'no_content')
        ORDER BY r.response_key LIMIT ?3
        """;

    /// <summary>What was received since a time: the last revision of each response, as far as its content is known.</summary>
    public static IEnumerable<SourcedResponse> Responses(string path, DateTimeOffset since)
    {
        using Database database = SqliteLedger.Guard(path, () => SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadOnly));
        long first = KeyOrder.FirstFrom(database, since);
        using var find = new Statement(database, $"SELECT r.response_key, r.body {Judgeable}");
        find.Set(1, 0L).Set(2, first).Set(3, -1L);
        while (SqliteLedger.Guard(path, find.Read))
        {
            yield return new SourcedResponse(ResponseJson.Read(find.Bytes(1).ToArray(), "ledger", find.Long(0)), "ledger", find.Long(0), find.Long(0));
        }
    }

    /// <summary>Owes the judge's present version what it has not judged. Earlier versions' outcomes stay as they are.</summary>
    /// <param name="failed">Also what ended unscored.</param>
    /// <returns>How many verdicts are owed that were not offered to a service before.</returns>
    public static long Owe(string path, Judge judge, IntakeRule rule, DateTimeOffset since, bool failed, TimeProvider clock, CancellationToken cancellationToken) => SqliteLedger.Guard(path, () =>
    {
        using Database database = SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWrite);
        using var tallies = new Tallies(database);
        using var plan = new Plan(database, tallies, database.Transact(() => RunTable.OpenStanding(database, judge, clock)), rule, failed);
        long first = KeyOrder.FirstFrom(database, since);
        long owed = 0;
        long? last = 0;
        while (last is { } after)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (last, long more) = database.Transact(() => plan.OweNext(after, first));
            owed += more;
        }

        return owed;
    });

    private sealed class Plan(Database database, Tallies tallies, RunKey run, IntakeRule rule, bool failed) : IDisposable
    {
        private readonly Statement _find = new(database, $"""
            SELECT r.response_key, r.received_at, r.body, (SELECT o.state FROM outcomes o WHERE o.response_key = r.response_key AND o.judge_version_key = ?4 AND o.repeat = 0),
                (SELECT o.reason FROM outcomes o WHERE o.response_key = r.response_key AND o.judge_version_key = ?4 AND o.repeat = 0)
            {Judgeable}
            """);

        private readonly Statement _add = new(database, """
            INSERT INTO outcomes (response_key, judge_version_key, state, reason, detail, inclusion_probability, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);

        private readonly Statement _again = new(database, """
            UPDATE outcomes SET state = 0, reason = NULL, detail = NULL, raw_reply = NULL, decided_at = NULL, due_at = ?3
            WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND (state = 2 OR due_at IS NULL)
            """);

        /// <returns>The last response looked at, null when there are no more; and how many verdicts are owed now.</returns>
        public (long? Last, long Owed) OweNext(long after, long first)
        {
            var rows = new List<(long Key, long ReceivedAt, byte[] Body, OutcomeState? State, string? Reason)>(Chunk);
            _find.Set(1, after).Set(2, first).Set(3, (long)Chunk).Set(4, run.JudgeVersion);
            while (_find.Read())
            {
                rows.Add((_find.Long(0), _find.Long(1), _find.Bytes(2).ToArray(), (OutcomeState?)_find.LongOrNull(3), _find.TextOrNull(4)));
            }

            tallies.Begin();
            long owed = rows.Sum(r => Owe(r.Key, r.ReceivedAt, r.Body, r.State, r.Reason));
            tallies.Write();
            return (rows.Count == 0 ? null : rows[^1].Key, owed);
        }

        public void Dispose()
        {
            _find.Dispose();
            _add.Dispose();
            _again.Dispose();
        }

        private int Owe(long key, long receivedAt, byte[] body, OutcomeState? state, string? reason)
        {
            if (state is null)
            {
                (SkipReason Reason, string? Detail)? skip = rule.Skips(ResponseJson.Read(body, "ledger", key));
                string? why = skip?.Reason.ToSnakeCase();
                OutcomeState now = skip is null ? OutcomeState.Owed : OutcomeState.Skipped;
                _add.Set(1, key).Set(2, run.JudgeVersion).Set(3, (long)now).Set(4, why).Set(5, skip?.Detail).Set(6, rule.Sample.Probability)
                    .Set(7, skip is null ? LowPriority : null).Execute();
                tallies.Add(run.JudgeVersion, receivedAt, now, why);
                return skip is null ? 1 : 0;
            }

            if (state != OutcomeState.Owed && !(failed && state == OutcomeState.Unscored))
            {
                return 0;
            }

            int changed = _again.Set(1, key).Set(2, run.JudgeVersion).Set(3, LowPriority).Execute();
            if (changed == 1 && state == OutcomeState.Unscored)
            {
                tallies.Move(run.JudgeVersion, receivedAt, (OutcomeState.Unscored, reason), (OutcomeState.Owed, null));
            }

            return changed;
        }
    }
}
