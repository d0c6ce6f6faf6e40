using Assay.Collecting;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>
/// The fields by which figures can be split. One that is declared anew makes every stored response be looked at again, once: in
/// transactions of a bounded size, and where that was interrupted, the next opening goes on.
/// </summary>
internal static class SliceFields
{
    private const long Chunk = 2_000;

    public static IReadOnlyList<string> All(Database database)
    {
        using var find = new Statement(database, "SELECT field FROM slice_fields ORDER BY field");
        var fields = new List<string>();
        while (find.Read())
        {
            fields.Add(find.Text(0));
        }

        return fields;
    }

    /// <returns>How many are new.</returns>
    public static int Declare(Database database, IReadOnlyList<string> fields)
    {
        int added = database.Transact(() =>
        {
            using var add = new Statement(database, "INSERT INTO slice_fields (field, is_complete) VALUES (?1, 0) ON CONFLICT DO NOTHING");
            int count = fields.Sum(f => add.Set(1, f).Execute());
            if (count > 0)
            {
                database.Run("DELETE FROM response_slices; DELETE FROM score_rollups; DELETE FROM outcome_rollups; DELETE FROM daily_scores; DELETE FROM daily_outcomes; DELETE FROM clusters");
            }

            return count;
        });
        Complete(database);
        return added;
    }

    /// <summary>Gives every response its place and adds up what was decided about it.</summary>
    public static void Complete(Database database)
    {
        if (AreComplete(database))
        {
            return;
        }

        using var tallies = new Tallies(database);
        using var find = new Statement(database, """
            SELECT r.response_key, r.received_at, r.body, r.revision FROM responses r LEFT JOIN response_slices s USING (response_key)
            WHERE r.response_key > ?1 AND s.response_key IS NULL ORDER BY r.response_key LIMIT ?2
            """);
        long after = 0;
        while (after >= 0)
        {
            after = database.Transact(() => CompleteSome(find, after, tallies));
        }

        database.Transact(() =>
        {
            database.Run("UPDATE slice_fields SET is_complete = 1");
            return 0;
        });
    }

    /// <returns>The last response that was looked at; -1 when there was none.</returns>
    private static long CompleteSome(Statement find, long after, Tallies tallies)
    {
        long last = -1;
        tallies.Begin();
        find.Set(1, after).Set(2, Chunk);
        while (find.Read())
        {
            last = find.Long(0);
            tallies.Slices.Place(last, UnkeptContent.Read(find.Bytes(2), last), find.Long(1), find.Long(3));
            tallies.Decided.AddAll(last);
        }

        tallies.Write();
        return last;
    }

    private static bool AreComplete(Database database)
    {
        using var find = new Statement(database, "SELECT count(*) FROM slice_fields WHERE is_complete = 0");
        return find.One().Long(0) == 0;
    }
}
