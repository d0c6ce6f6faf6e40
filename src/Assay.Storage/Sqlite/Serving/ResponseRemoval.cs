using System.Globalization;
using Assay.Scoring.Caching;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>
/// Removes responses with everything that was said of them. What was paid stays, without content: attempts are the account of
/// the money. Freed pages are overwritten. Works in small transactions, also while a service works on the ledger.
/// </summary>
public static class ResponseRemoval
{
    internal const int Chunk = 200;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks outside of its transactions, goes on where it was, and leaves room between them.</summary>
    /// <param name="forget">Told of each part first; null: no cache holds anything of them.</param>
    /// <returns>How many revisions were removed.</returns>
    public static async Task<long> RemoveAsync(string path, Removal removal, ForgetReplies? forget, TimeProvider clock, CancellationToken cancellationToken)
    {
        (string which, string value) = removal switch
        {
            Removal.OfId { Id: var id } => ("id = ?3", id),
            Removal.OfUser { User: var user } => ("CAST(json_extract(body, '$.metadata.user') AS TEXT) = ?3", user),
            Removal.ReceivedBefore { Time: var time } => ("received_at < CAST(?3 AS INTEGER)", time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            _ => throw new ArgumentOutOfRangeException(nameof(removal)),
        };
        using Database database = SqliteLedger.Guard(path, () => SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWrite));
        database.Run("PRAGMA secure_delete = ON");
        using var tallies = new Tallies(database);
        using var find = new Statement(database, $"SELECT response_key FROM responses WHERE response_key > ?1 AND {which} ORDER BY response_key LIMIT ?2");
        long removed = 0;
        long after = 0;
        while (SqliteLedger.Guard(path, () => Keys(find.Set(1, after).Set(2, (long)Chunk).Set(3, value))) is { Count: > 0 } keys)
        {
            if (forget is not null && SqliteLedger.Guard(path, () => Questions(database, keys)) is { Count: > 0 } questions)
            {
                await forget(questions, cancellationToken);
            }

            removed += SqliteLedger.Guard(path, () => database.Transact(() => Remove(database, tallies, keys)));
            after = keys[^1];
            await Task.Delay(Breath, clock, cancellationToken);
        }

        // Else the log would still hold what was removed.
        SqliteLedger.Guard(path, () =>
        {
            database.Run("PRAGMA wal_checkpoint(TRUNCATE)");
            return 0;
        });
        return removed;
    }

    /// <summary>Some of those that were received before a time, and what was asked about them.</summary>
    internal static (List<long> Keys, List<UInt128> Questions) Before(Database database, DateTimeOffset time)
    {
        using var find = new Statement(database, "SELECT response_key FROM responses WHERE response_key < ?1 AND received_at < ?2 ORDER BY response_key LIMIT ?3");
        List<long> keys = Keys(find.Set(1, KeyOrder.FirstFrom(database, time)).Set(2, time.ToUnixTimeMilliseconds()).Set(3, (long)Chunk));
        return (keys, Questions(database, keys));
    }

    /// <summary>In the caller's transaction.</summary>
    internal static int Remove(Database database, Tallies tallies, IReadOnlyList<long> keys)
    {
        using var find = new Statement(database, """
            SELECT o.judge_version_key, r.received_at, o.state, o.reason FROM outcomes o JOIN responses r USING (response_key) WHERE o.response_key = ?1 AND o.repeat = 0
            """);
        using var exists = new Statement(database, "SELECT 1 FROM responses WHERE response_key = ?1");
        Statement[] removals =
        [
            .. ((string[])["criterion_scores", "panel_stages", "panel_votes", "verdict_samples", "outcomes", "run_items", "response_slices", "held_texts", "unkept_responses", "label_items", "human_labels", "label_skips", "responses"]).Select(table => new Statement(database, $"DELETE FROM {table} WHERE response_key = ?1")),
            new Statement(database, "UPDATE batch_items SET heard = NULL WHERE response_key = ?1 AND heard IS NOT NULL"),
        ];
        try
        {
            if (keys.Count > 0)
            {
                ResponseKeys.NoteRemoved(database, keys.Max());
            }

            tallies.Begin();
            int removed = 0;
            foreach (long key in keys)
            {
                // They were looked for before the transaction, and somebody else may have removed one since.
                if (!exists.Set(1, key).Read())
                {
                    continue;
                }

                exists.Reset();
                removed++;
                find.Set(1, key);
                while (find.Read())
                {
                    tallies.Remove(find.Long(0), find.Long(1), (OutcomeState)find.Long(2), find.TextOrNull(3));
                }

                tallies.Decided.Remove(key, version: null);
                Array.ForEach(removals, removal => removal.Set(1, key).Execute());
            }

            tallies.Write();
            return removed;
        }
        finally
        {
            Array.ForEach(removals, removal => removal.Dispose());
        }
    }

    private static List<UInt128> Questions(Database database, IReadOnlyList<long> keys)
    {
        using var find = new Statement(database, "SELECT questions FROM outcomes WHERE response_key = ?1 AND questions IS NOT NULL");
        var questions = new List<UInt128>();
        foreach (long key in keys)
        {
            find.Set(1, key);
            while (find.Read())
            {
                questions.AddRange(QuestionsColumn.Read(find.Bytes(0).ToArray()));
            }
        }

        return questions;
    }

    private static List<long> Keys(Statement find)
    {
        var keys = new List<long>();
        while (find.Read())
        {
            keys.Add(find.Long(0));
        }

        return keys;
    }
}
