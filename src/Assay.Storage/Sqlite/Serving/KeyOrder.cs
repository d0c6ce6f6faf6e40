namespace Assay.Storage.Sqlite.Serving;

/// <summary>Responses by time without an index on it: their keys grow with time, so a few looks find a moment.</summary>
internal static class KeyOrder
{
    /// <summary>The key of the first response received at or after a time; beyond all keys where there is none.</summary>
    public static long FirstFrom(Database database, DateTimeOffset time)
    {
        using var last = new Statement(database, "SELECT coalesce(max(response_key), 0) FROM responses");
        using var at = new Statement(database, "SELECT response_key, received_at FROM responses WHERE response_key >= ?1 ORDER BY response_key LIMIT 1");
        (long low, long high) = (0, last.One().Long(0) + 1);
        long wanted = time.ToUnixTimeMilliseconds();
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            bool isEarly = at.Set(1, middle).Read() && at.Long(1) < wanted;
            long found = isEarly ? at.Long(0) : middle;
            at.Reset();
            (low, high) = isEarly ? (found + 1, high) : (low, middle);
        }

        return low;
    }
}
