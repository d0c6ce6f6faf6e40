using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>
/// Judging again what was received before: by a new version of a judge, or what failed. Opens the ledger for itself, also while
/// a service works on it: it reads outside of its transactions, keeps them small, and leaves room between them.
/// </summary>
public static class RejudgeTable
{
    private const int Chunk = 500;
    private const long ChunkBytes = 4L * 1024 * 1024;

    // A writer that waits for the lock looks for it this often.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private const string Judgeable = """
        SELECT r.response_key, r.received_at, r.body FROM responses r WHERE r.response_key > ?1 AND r.response_key >= ?2
            AND NOT EXISTS (SELECT 1 FROM responses later WHERE later.id = r.id AND later.revision > r.revision)
            AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = r.response_key AND o.reason = 'no_content')
        ORDER BY r.response_key LIMIT ?3
        """;

    /// <summary>What was received since a time: the last revision of each response, as far as its content is known.</summary>
    public static IEnumerable<SourcedResponse> Responses(string path, DateTimeOffset since)
    {
        using Database database = SqliteLedger.Guard(path, () => SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadOnly));
        long first = KeyOrder.FirstFrom(database, since);
        using var find = new Statement(database, Judgeable);
        find.Set(1, 0L).Set(2, first).Set(3, -1L);
        while (SqliteLedger.Guard(path, find.Read))
        {
            yield return new SourcedResponse(ResponseJson.Read(find.Bytes(2).ToArray(), "ledger", find.Long(0)), "ledger", find.Long(0), find.Long(0));
        }
    }

    /// <summary>Owes the judge's present version what it has not judged. Other versions' outcomes stay as they are.</summary>
    /// <param name="failed">Also what ended unscored.</param>
    /// <returns>How many verdicts are owed that were not offered to a service before.</returns>
    public static async Task<long> OweAsync(
        string path, Judge judge, IntakeRule rule, DateTimeOffset since, bool failed, TimeProvider clock, CancellationToken cancellationToken)
    {
        using Database database = SqliteLedger.Guard(path, () => SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWrite));
        RunKey run = SqliteLedger.Guard(path, () => database.Transact(() => RunTable.OpenStanding(database, judge, clock)));
        using var tallies = new Tallies(database);
        using var owing = new OwingStatements(database, tallies, run);
        using var find = new Statement(database, Judgeable);
        long first = SqliteLedger.Guard(path, () => KeyOrder.FirstFrom(database, since));
        long owed = 0;
        long after = 0;
        while (SqliteLedger.Guard(path, () => Read(find, rule, after, first)) is { Count: > 0 } rows)
        {
            owed += SqliteLedger.Guard(path, () => database.Transact(() =>
            {
                tallies.Begin();
                long more = rows.Count(r => owing.Owe(r.Key, r.ReceivedAt, r.Skip, rule.Sample.Probability, DueAt.AfterNew, failed));
                tallies.Write();
                return more;
            }));
            after = rows[^1].Key;
            await Task.Delay(Breath, clock, cancellationToken);
        }

        return owed;
    }

    private static List<(long Key, long ReceivedAt, (SkipReason Reason, string? Detail)? Skip)> Read(Statement find, IntakeRule rule, long after, long first)
    {
        var rows = new List<(long, long, (SkipReason, string?)?)>(Chunk);
        long bytes = 0;
        find.Set(1, after).Set(2, first).Set(3, (long)Chunk);
        while (find.Read())
        {
            byte[] body = find.Bytes(2).ToArray();
            bytes += body.Length;
            rows.Add((find.Long(0), find.Long(1), rule.Skips(ResponseJson.Read(body, "ledger", find.Long(0)))));
            if (bytes > ChunkBytes)
            {
                find.Reset();
                break;
            }
        }

        return rows;
    }
}
