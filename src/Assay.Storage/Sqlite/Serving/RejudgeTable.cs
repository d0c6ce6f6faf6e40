using Assay.Collecting;
using Assay.Collecting.Intake;
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
        SELECT r.response_key, r.received_at, coalesce(h.body, r.body) FROM responses r LEFT JOIN held_texts h USING (response_key) WHERE r.response_key > ?1 AND r.response_key >= ?2
            AND NOT EXISTS (SELECT 1 FROM responses later WHERE later.id = r.id AND later.revision > r.revision)
            AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = r.response_key AND o.reason = 'no_content')
        ORDER BY r.response_key LIMIT ?3
        """;

    /// <summary>What was received since a time: the last revision of each response, as far as its sender told what was said.</summary>
    public static IEnumerable<SourcedResponse> Responses(string path, DateTimeOffset since)
    {
        using Database database = SqliteLedger.Guard(path, () => SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadOnly));
        long first = KeyOrder.FirstFrom(database, since);
        using var find = new Statement(database, Judgeable);
        find.Set(1, 0L).Set(2, first).Set(3, -1L);
        while (SqliteLedger.Guard(path, find.Read))
        {
            yield return new SourcedResponse(UnkeptContent.Read(find.Bytes(2), find.Long(0)), "ledger", find.Long(0), find.Long(0)) { HasNoTexts = UnkeptContent.IsRest(find.Bytes(2)) };
        }
    }

    /// <summary>Owes the judge's present version what it has not judged. Other versions' outcomes stay as they are.</summary>
    public static async Task<Rejudging> OweAsync(
        string path, Judge judge, IntakeRule rule, DateTimeOffset since, TimeProvider clock, CancellationToken cancellationToken)
    {
        using Database database = SqliteLedger.Guard(path, () => SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWrite));
        RunKey run = SqliteLedger.Guard(path, () => database.Transact(() => RunTable.OpenStanding(database, judge, clock)));
        using var tallies = new Tallies(database);
        using var owing = new OwingStatements(database, tallies, run);
        using var find = new Statement(database, Judgeable);
        long first = SqliteLedger.Guard(path, () => KeyOrder.FirstFrom(database, since));
        var all = default(Rejudging);
        long after = 0;
        while (SqliteLedger.Guard(path, () => Read(find, rule, after, first)) is { Count: > 0 } rows)
        {
            List<Owed> results = SqliteLedger.Guard(path, () => database.Transact(() =>
            {
                tallies.Begin();
                List<Owed> each = [.. rows.Select(r => owing.Owe(r.Key, r.ReceivedAt, r.Skip, rule.Sample.Probability, DueAt.AfterNew, rule.AsksFailedAgain))];
                tallies.Write();
                return each;
            }));
            all = new Rejudging(all.Owed + results.Count(r => r == Owed.Newly), all.WithoutTexts + results.Count(r => r == Owed.NotWithoutText));
            after = rows[^1].Key;
            await Task.Delay(Breath, clock, cancellationToken);
        }

        return all;
    }

    private static List<(long Key, long ReceivedAt, (SkipReason Reason, string? Detail)? Skip)> Read(Statement find, IntakeRule rule, long after, long first)
    {
        var rows = new List<(long, long, (SkipReason, string?)?)>(Chunk);
        long bytes = 0;
        find.Set(1, after).Set(2, first).Set(3, (long)Chunk);
        while (find.Read())
        {
            ReadOnlySpan<byte> body = find.Bytes(2);
            bytes += body.Length;
            (SkipReason, string?)? skip = rule.Skips(UnkeptContent.Read(body, find.Long(0))) ?? (UnkeptContent.IsRest(body) ? (SkipReason.ContentNotKept, Rejudging.Why) : null);
            rows.Add((find.Long(0), find.Long(1), skip));
            if (bytes > ChunkBytes)
            {
                find.Reset();
                break;
            }
        }

        return rows;
    }
}
