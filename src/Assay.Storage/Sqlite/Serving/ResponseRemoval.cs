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

    private const string User = "CAST(json_extract(body, '$.metadata.user') AS TEXT)";

    /// <returns>How many revisions were removed.</returns>
    public static long OfId(string path, string id) => Remove(path, database =>
    {
        using var find = new Statement(database, "SELECT response_key FROM responses WHERE id = ?1 LIMIT ?2");
        return Keys(find.Set(1, id).Set(2, (long)Chunk));
    });

    /// <summary>Of those whose metadata names the user.</summary>
    /// <inheritdoc cref="OfId"/>
    public static long OfUser(string path, string user) => Remove(path, database =>
    {
        using var find = new Statement(database, $"SELECT response_key FROM responses WHERE {User} = ?1 LIMIT ?2");
        return Keys(find.Set(1, user).Set(2, (long)Chunk));
    });

    /// <inheritdoc cref="OfId"/>
    public static long ReceivedBefore(string path, DateTimeOffset time) => Remove(path, database => KeysBefore(database, time));

    internal static List<long> KeysBefore(Database database, DateTimeOffset time)
    {
        using var find = new Statement(database, "SELECT response_key FROM responses WHERE response_key < ?1 AND received_at < ?2 ORDER BY response_key LIMIT ?3");
        return Keys(find.Set(1, KeyOrder.FirstFrom(database, time)).Set(2, time.ToUnixTimeMilliseconds()).Set(3, (long)Chunk));
    }

    /// <summary>In the caller's transaction.</summary>
    internal static int Remove(Database database, Tallies tallies, IReadOnlyList<long> keys)
    {
        using var find = new Statement(database, """
            SELECT o.judge_version_key, r.received_at, o.state, o.reason FROM outcomes o JOIN responses r USING (response_key) WHERE o.response_key = ?1 AND o.repeat = 0
            """);
        Statement[] removals =
        [
            .. ((string[])["criterion_scores", "outcomes", "run_items", "responses"]).Select(table => new Statement(database, $"DELETE FROM {table} WHERE response_key = ?1")),
        ];
        try
        {
            tallies.Begin();
            foreach (long key in keys)
            {
                find.Set(1, key);
                while (find.Read())
                {
                    tallies.Remove(find.Long(0), find.Long(1), (OutcomeState)find.Long(2), find.TextOrNull(3));
                }

                Array.ForEach(removals, removal => removal.Set(1, key).Execute());
            }

            tallies.Write();
            return keys.Count;
        }
        finally
        {
            Array.ForEach(removals, removal => removal.Dispose());
        }
    }

    private static long Remove(string path, Func<Database, List<long>> next) => SqliteLedger.Guard(path, () =>
    {
        using Database database = SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWrite);
        database.Run("PRAGMA secure_delete = ON");
        using var tallies = new Tallies(database);
        long removed = 0;
        int chunk;
        do
        {
            chunk = database.Transact(() => Remove(database, tallies, next(database)));
            removed += chunk;
        }
        while (chunk > 0);
        // Else the log would still hold what was removed.
        database.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        return removed;
    });

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
