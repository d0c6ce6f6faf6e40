using Assay.Surfacing.Outbound;

namespace Assay.Storage.Sqlite.Outbound;

/// <summary>Reads what receivers are owed.</summary>
internal static class OutboxReader
{
    /// <summary>Of what messages tell of, in one batch; one at least is always taken.</summary>
    private const long MostCharacters = 4_000_000;

    /// <returns>The oldest messages, and among them those whose response was removed.</returns>
    public static (List<OutboxMessage> Messages, List<Guid> Gone) Take(Database database, string receiver, int atMost)
    {
        List<(Guid Id, (long, long) Place)> owed = Owed(database, receiver, atMost);
        var messages = new List<OutboxMessage>();
        var gone = new List<Guid>();
        long characters = 0;
        foreach ((Guid id, DecidedVerdict? verdict) in owed.Select(o => o.Id).Zip(ResultReader.Decided(database, owed.Select(o => o.Place))))
        {
            if (verdict is null)
            {
                gone.Add(id);
                continue;
            }

            messages.Add(new OutboxMessage(id, verdict));
            characters += verdict.Result.Body.Length + (verdict.Result.RawReply?.Length ?? 0);
            if (characters > MostCharacters)
            {
                break;
            }
        }

        return (messages, gone);
    }

    public static IReadOnlyDictionary<string, ReceiverAccount> Account(Database database)
    {
        using var find = new Statement(database, """
            SELECT name, owed, (SELECT owed_since FROM outbox o WHERE o.receiver_key = r.receiver_key ORDER BY message_id LIMIT 1),
                undelivered, delivered, given_up, dropped FROM receivers r
            """);
        var accounts = new Dictionary<string, ReceiverAccount>(StringComparer.Ordinal);
        while (find.Read())
        {
            DateTimeOffset? oldest = find.IsNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(find.Long(2));
            accounts[find.Text(0)] = new ReceiverAccount(find.Long(1), oldest, find.Long(3), find.Long(4), find.Long(5), find.Long(6));
        }

        return accounts;
    }

    public static IReadOnlyList<UndeliveredMessage> Undelivered(Database database, string receiver, int atMost)
    {
        using var find = new Statement(database, """
            SELECT message_id, payload, given_up_at, reason FROM undelivered
            WHERE receiver_key = (SELECT receiver_key FROM receivers WHERE name = ?1) ORDER BY given_up_at DESC, message_id DESC LIMIT ?2
            """);
        using var name = new Statement(database, "SELECT id FROM responses WHERE response_key = ?1");
        find.Set(1, receiver).Set(2, (long)atMost);
        var messages = new List<UndeliveredMessage>();
        while (find.Read())
        {
            string? response = name.Set(1, VerdictPlace.Read(find.Bytes(1)).Response).Read() ? name.Text(0) : null;
            name.Reset();
            messages.Add(new UndeliveredMessage(new Guid(find.Bytes(0), bigEndian: true), response, DateTimeOffset.FromUnixTimeMilliseconds(find.Long(2)), find.Text(3)));
        }

        return messages;
    }

    private static List<(Guid Id, (long Response, long JudgeVersion) Place)> Owed(Database database, string receiver, int atMost)
    {
        using var find = new Statement(database, """
            SELECT message_id, payload FROM outbox WHERE receiver_key = (SELECT receiver_key FROM receivers WHERE name = ?1) ORDER BY message_id LIMIT ?2
            """);
        find.Set(1, receiver).Set(2, (long)atMost);
        var owed = new List<(Guid, (long, long))>();
        while (find.Read())
        {
            owed.Add((new Guid(find.Bytes(0), bigEndian: true), VerdictPlace.Read(find.Bytes(1))));
        }

        return owed;
    }
}
