using System.Buffers.Binary;
using Assay.Scoring.Judging;
using Assay.Surfacing.Outbound;

namespace Assay.Storage.Postgres;

/// <summary>Changes what receivers are owed, in the caller's transaction.</summary>
internal static class OutboxRows
{
    private const string Of = "receiver_key = (SELECT receiver_key FROM receivers WHERE name = $1)";

    /// <summary>Owes receivers the verdicts that are decided. Without a receiver it writes nothing.</summary>
    /// <param name="now">Milliseconds since 1970 UTC.</param>
    public static void Owe(
        PostgresSession session, IReadOnlyList<(long Key, ReceiverRule Rule)> receivers, (string Name, long Version) judge, IReadOnlyList<(long Response, Verdict Verdict)> decided, long now)
    {
        var owed = decided.Select(d => (d.Response, d.Verdict, Id: Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(now)).ToByteArray(bigEndian: true)))
            .SelectMany(d => receivers.Where(r => r.Rule.Holds(judge.Name, d.Verdict)).Select(r => (r.Key, d.Id, d.Response))).ToList();
        if (owed.Count > 0)
        {
            session.Later(
                "INSERT INTO outbox SELECT receiver_key, message_id, response_key, $4, $5 FROM unnest($1, $2, $3) AS u (receiver_key, message_id, response_key)",
                owed.Select(o => o.Key).ToArray(), owed.Select(o => o.Id).ToArray(), owed.Select(o => o.Response).ToArray(), judge.Version, now);
        }
    }

    /// <returns>The receiver's key.</returns>
    public static async Task<long> OpenAsync(PostgresSession session, string receiver)
    {
        session.Later("INSERT INTO receivers (name) VALUES ($1) ON CONFLICT DO NOTHING", receiver);
        return await session.ValueAsync<long>("SELECT receiver_key FROM receivers WHERE name = $1", receiver);
    }

    /// <summary>One process delivers to a receiver, until it stops or is gone.</summary>
    public static async Task<bool> TryOwnAsync(PostgresSession session, string receiver, long worker)
    {
        var found = await session.ListAsync("""
            SELECT r.worker_id, EXISTS (SELECT 1 FROM workers w WHERE w.worker_id = r.worker_id) FROM receivers r WHERE name = $1 FOR UPDATE
            """, row => (Owner: row.LongOrNull(0), IsAtWork: row.GetBoolean(1)), receiver);
        if (found is not [var now] || (now.Owner != worker && now.IsAtWork))
        {
            return false;
        }

        if (now.Owner != worker)
        {
            await session.ExecuteAsync("UPDATE receivers SET worker_id = $2 WHERE name = $1", receiver, worker);
        }

        return true;
    }

    /// <summary>Of more than are kept, the oldest go.</summary>
    /// <param name="table">Of those that are owed, or of those that were given up.</param>
    public static async Task<long> TrimAsync(PostgresSession session, string table, string receiver, int most)
    {
        long tooMany = await session.ValueAsync<long>($"SELECT count(*) FROM {table} WHERE {Of}", receiver) - most;
        if (tooMany <= 0)
        {
            return 0;
        }

        long dropped = await session.ExecuteAsync($"DELETE FROM {table} WHERE {Of} AND message_id IN (SELECT message_id FROM {table} WHERE {Of} ORDER BY message_id LIMIT $2)", receiver, tooMany);
        await session.ExecuteAsync("UPDATE receivers SET dropped = dropped + $2 WHERE name = $1", receiver, dropped);
        return dropped;
    }

    public static async Task<long> SettleAsync(PostgresSession session, string receiver, IReadOnlyList<Guid> messages, long now)
    {
        Log(session, receiver, messages, error: null, now);
        long settled = await RemoveAsync(session, receiver, messages);
        await session.ExecuteAsync("UPDATE receivers SET delivered = delivered + $2 WHERE name = $1", receiver, settled);
        return settled;
    }

    /// <returns>How many there were.</returns>
    public static Task<int> RemoveAsync(PostgresSession session, string receiver, IReadOnlyList<Guid> messages) =>
        session.ExecuteAsync($"DELETE FROM outbox WHERE {Of} AND message_id = ANY($2)", receiver, Bytes(messages));

    public static async Task<long> GiveUpAsync(PostgresSession session, string receiver, IReadOnlyList<Guid> messages, string reason, long now, int most)
    {
        Log(session, receiver, messages, RowReading.Asked(reason), now);
        int moved = await session.ExecuteAsync($"""
            WITH gone AS (DELETE FROM outbox WHERE {Of} AND message_id = ANY($2) RETURNING *)
            INSERT INTO undelivered SELECT receiver_key, message_id, response_key, judge_version_key, $3, $4 FROM gone
            """, receiver, Bytes(messages), now, RowReading.Utf8(reason));
        await session.ExecuteAsync("UPDATE receivers SET given_up = given_up + $2 WHERE name = $1", receiver, (long)moved);
        await TrimAsync(session, "undelivered", receiver, most);
        return moved;
    }

    /// <summary>Of those that have been owed since before a time, some of the oldest.</summary>
    public static Task<List<Guid>> OwedBeforeAsync(PostgresSession session, string receiver, long before, int atMost)
    {
        // An id begins with the milliseconds of its making, since when it has been owed, or later where it was sent again: younger ones need not be looked at.
        byte[] youngest = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(youngest, before << 16);
        return session.ListAsync(
            $"SELECT message_id FROM outbox WHERE {Of} AND message_id < $2 AND owed_since < $3 ORDER BY message_id LIMIT $4",
            row => new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), receiver, youngest, before, (long)atMost);
    }

    /// <param name="until">What was given up later stays.</param>
    public static Task<int> ResendAsync(PostgresSession session, string receiver, long until, long now, int atMost) => session.ExecuteAsync($"""
        WITH back AS (
            DELETE FROM undelivered WHERE {Of} AND message_id IN (SELECT message_id FROM undelivered WHERE {Of} AND given_up_at <= $2 ORDER BY message_id LIMIT $4) RETURNING *)
        INSERT INTO outbox SELECT receiver_key, message_id, response_key, judge_version_key, $3 FROM back
        """, receiver, until, now, (long)atMost);

    /// <summary>What became of those that are notices; a notice that was sent again has its last end there.</summary>
    private static void Log(PostgresSession session, string receiver, IReadOnlyList<Guid> messages, string? error, long now) => session.Later(
        $"""
        INSERT INTO deliveries (receiver_key, notice_id, ended_at, error) SELECT receiver_key, message_id, $3, $4::text FROM outbox WHERE {Of} AND message_id = ANY($2) AND response_key IS NULL
        ON CONFLICT (receiver_key, notice_id) DO UPDATE SET ended_at = excluded.ended_at, error = excluded.error
        """, receiver, Bytes(messages), now, error);

    private static byte[][] Bytes(IEnumerable<Guid> messages) => [.. messages.Select(m => m.ToByteArray(bigEndian: true))];
}
