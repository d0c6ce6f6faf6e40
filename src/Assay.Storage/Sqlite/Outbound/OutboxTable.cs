using System.Buffers.Binary;

namespace Assay.Storage.Sqlite.Outbound;

/// <summary>Changes what receivers are owed, in the caller's transaction; the counts go with the rows.</summary>
internal static class OutboxTable
{
    private const string Of = "receiver_key = (SELECT receiver_key FROM receivers WHERE name = ?1)";

    /// <returns>The receiver's key.</returns>
    public static long Open(Database database, string receiver)
    {
        using var add = new Statement(database, "INSERT INTO receivers (name) VALUES (?1) ON CONFLICT DO NOTHING");
        add.Set(1, receiver).Execute();
        using var find = new Statement(database, "SELECT receiver_key FROM receivers WHERE name = ?1");
        return find.Set(1, receiver).One().Long(0);
    }

    public static long Settle(Database database, string receiver, IReadOnlyList<Guid> messages, long now)
    {
        Log(database, receiver, messages, error: null, now);
        long settled = Remove(database, receiver, messages);
        Count(database, receiver, "owed = owed - ?2, delivered = delivered + ?2", settled);
        return settled;
    }

    /// <summary>What they would tell of is no longer there.</summary>
    public static long Forget(Database database, string receiver, IReadOnlyList<Guid> messages)
    {
        long forgotten = Remove(database, receiver, messages);
        Count(database, receiver, "owed = owed - ?2", forgotten);
        return forgotten;
    }

    /// <param name="most">Given up messages that are kept; the oldest beyond are dropped.</param>
    public static long GiveUp(Database database, string receiver, IReadOnlyList<Guid> messages, string reason, long now, int most)
    {
        using var copy = new Statement(database, $"""
            INSERT INTO undelivered (receiver_key, message_id, kind, payload, given_up_at, reason)
            SELECT receiver_key, message_id, kind, payload, ?3, ?4 FROM outbox WHERE {Of} AND message_id = ?2
            """);
        foreach (Guid message in messages)
        {
            copy.Set(1, receiver).SetBlob(2, message.ToByteArray(bigEndian: true)).Set(3, now).Set(4, reason).Execute();
        }

        Log(database, receiver, messages, reason, now);
        long moved = Remove(database, receiver, messages);
        Count(database, receiver, "owed = owed - ?2, undelivered = undelivered + ?2, given_up = given_up + ?2", moved);
        using var drop = new Statement(database, $"""
            DELETE FROM undelivered WHERE {Of} AND message_id IN (
                SELECT message_id FROM undelivered WHERE {Of} ORDER BY message_id LIMIT max(0, (SELECT undelivered - ?2 FROM receivers WHERE name = ?1)))
            """);
        int dropped = drop.Set(1, receiver).Set(2, (long)most).Execute();
        Count(database, receiver, "undelivered = undelivered - ?2, dropped = dropped + ?2", dropped);
        return moved;
    }

    /// <summary>Of those that have been owed since before a time, some of the oldest.</summary>
    public static List<Guid> OwedBefore(Database database, string receiver, long before, int atMost)
    {
        // An id begins with the milliseconds of its making, since when it has been owed, or later where it was sent again: younger ones need not be looked at.
        var youngest = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(youngest, before << 16);
        using var find = new Statement(database, $"SELECT message_id FROM outbox WHERE {Of} AND message_id < ?4 AND owed_since < ?2 ORDER BY message_id LIMIT ?3");
        find.Set(1, receiver).Set(2, before).Set(3, (long)atMost).SetBlob(4, youngest);
        var ids = new List<Guid>();
        while (find.Read())
        {
            ids.Add(new Guid(find.Bytes(0), bigEndian: true));
        }

        return ids;
    }

    /// <param name="until">What was given up later stays.</param>
    public static long Resend(Database database, string receiver, long until, long now, int atMost)
    {
        const string these = $"SELECT message_id FROM undelivered WHERE {Of} AND given_up_at <= ?2 ORDER BY message_id LIMIT ?3";
        using var copy = new Statement(database, $"""
            INSERT INTO outbox (receiver_key, message_id, kind, payload, owed_since)
            SELECT receiver_key, message_id, kind, payload, ?4 FROM undelivered WHERE {Of} AND message_id IN ({these})
            """);
        copy.Set(1, receiver).Set(2, until).Set(3, (long)atMost).Set(4, now).Execute();
        using var remove = new Statement(database, $"DELETE FROM undelivered WHERE {Of} AND message_id IN ({these})");
        int moved = remove.Set(1, receiver).Set(2, until).Set(3, (long)atMost).Execute();
        Count(database, receiver, "owed = owed + ?2, undelivered = undelivered - ?2", moved);
        return moved;
    }

    /// <summary>What became of those that are notices; a notice that was sent again has its last end there.</summary>
    private static void Log(Database database, string receiver, IReadOnlyList<Guid> messages, string? error, long now)
    {
        using var log = new Statement(database, $"""
            INSERT INTO deliveries (receiver_key, notice_id, ended_at, error) SELECT receiver_key, message_id, ?3, ?4 FROM outbox WHERE {Of} AND message_id = ?2 AND kind = 'notice'
            ON CONFLICT DO UPDATE SET ended_at = excluded.ended_at, error = excluded.error
            """);
        foreach (Guid message in messages)
        {
            log.Set(1, receiver).SetBlob(2, message.ToByteArray(bigEndian: true)).Set(3, now).Set(4, error).Execute();
        }
    }

    private static long Remove(Database database, string receiver, IReadOnlyList<Guid> messages)
    {
        using var remove = new Statement(database, $"DELETE FROM outbox WHERE {Of} AND message_id = ?2");
        return messages.Sum(message => (long)remove.Set(1, receiver).SetBlob(2, message.ToByteArray(bigEndian: true)).Execute());
    }

    private static void Count(Database database, string receiver, string change, long count)
    {
        if (count > 0)
        {
            using var update = new Statement(database, $"UPDATE receivers SET {change} WHERE name = ?1");
            update.Set(1, receiver).Set(2, count).Execute();
        }
    }
}
