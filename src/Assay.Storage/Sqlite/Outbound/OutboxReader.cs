using Assay.Surfacing.Outbound;

namespace Assay.Storage.Sqlite.Outbound;

/// <summary>Reads what receivers are owed.</summary>
internal static class OutboxReader
{
    /// <summary>Of what messages tell of, in one batch; one at least is always taken.</summary>
    private const long MostCharacters = 4_000_000;

    /// <summary>The kind of a message that tells of one; the other is <c>notice</c>.</summary>
    private const string Verdict = "verdict";

    /// <returns>The oldest messages, and among them those whose response was removed.</returns>
    public static (List<OutboxMessage> Messages, List<Guid> Gone) Take(Database database, string receiver, int atMost)
    {
        List<(Guid Id, (long, long)? Place)> owed = Owed(database, receiver, atMost);
        var messages = new List<OutboxMessage>();
        var gone = new List<Guid>();
        long characters = 0;
        using IEnumerator<DecidedVerdict?> verdicts = ResultReader.Decided(database, owed.Select(o => o.Place).OfType<(long, long)>()).GetEnumerator();
        foreach ((Guid id, (long, long)? place) in owed)
        {
            OutboxMessage? message = place is null
                ? NoticeReader.Find(database, id) is { } notice ? new OutboxMessage.Alerted(notice) : null
                : verdicts.MoveNext() && verdicts.Current is { } verdict ? new OutboxMessage.Decided(id, verdict) : null;
            if (message is null)
            {
                gone.Add(id);
                continue;
            }

            messages.Add(message);
            characters += message is OutboxMessage.Decided { Verdict.Result: var result } ? result.Body.Length + (result.RawReply?.Length ?? 0) : 0;
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
            SELECT message_id, payload, given_up_at, reason, kind FROM undelivered
            WHERE receiver_key = (SELECT receiver_key FROM receivers WHERE name = ?1) ORDER BY given_up_at DESC, message_id DESC LIMIT ?2
            """);
        using var name = new Statement(database, "SELECT id FROM responses WHERE response_key = ?1");
        find.Set(1, receiver).Set(2, (long)atMost);
        var messages = new List<UndeliveredMessage>();
        while (find.Read())
        {
            string? response = find.Text(4) == Verdict && name.Set(1, VerdictPlace.Read(find.Bytes(1)).Response).Read() ? name.Text(0) : null;
            name.Reset();
            messages.Add(new UndeliveredMessage(new Guid(find.Bytes(0), bigEndian: true), response, DateTimeOffset.FromUnixTimeMilliseconds(find.Long(2)), find.Text(3)));
        }

        return messages;
    }

    /// <summary>A notice has no place.</summary>
    private static List<(Guid Id, (long Response, long JudgeVersion)? Place)> Owed(Database database, string receiver, int atMost)
    {
        using var find = new Statement(database, """
            SELECT message_id, payload, kind FROM outbox WHERE receiver_key = (SELECT receiver_key FROM receivers WHERE name = ?1) ORDER BY message_id LIMIT ?2
            """);
        find.Set(1, receiver).Set(2, (long)atMost);
        var owed = new List<(Guid, (long, long)?)>();
        while (find.Read())
        {
            owed.Add((new Guid(find.Bytes(0), bigEndian: true), find.Text(2) == Verdict ? VerdictPlace.Read(find.Bytes(1)) : null));
        }

        return owed;
    }
}
