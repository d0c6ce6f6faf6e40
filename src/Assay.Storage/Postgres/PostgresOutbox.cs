using System.Collections.Concurrent;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Storage.Postgres;

/// <summary>The outbox in the ledger's database. Every process fills it; to each receiver one of them delivers at a time.</summary>
internal sealed class PostgresOutbox(PostgresDatabase database, WorkerLease worker, TimeProvider clock) : IOutbox
{
    /// <summary>Of what messages tell of, in one batch; one at least is always taken.</summary>
    private const long MostCharacters = 4_000_000;

    /// <summary>Messages moved in one transaction, so that nobody waits long for theirs.</summary>
    private const int Chunk = 5_000;

    private readonly ConcurrentDictionary<string, int> _most = new(StringComparer.Ordinal);

    /// <summary>Who is owed what this process decides.</summary>
    public IReadOnlyList<(long Key, ReceiverRule Rule)> Receivers { get; private set; } = [];

    public async Task OpenAsync(IReadOnlyList<ReceiverRule> receivers, CancellationToken cancellationToken)
    {
        var opened = new List<(long, ReceiverRule)>();
        foreach (ReceiverRule receiver in receivers)
        {
            opened.Add((await database.TransactAsync(session => OutboxRows.OpenAsync(session, receiver.Name), cancellationToken), receiver));
            _most[receiver.Name] = receiver.Most;
        }

        Receivers = opened;
    }

    public Task<IReadOnlyList<OutboxMessage>> TakeAsync(string receiver, int atMost, CancellationToken cancellationToken) => worker.WorkAsync<IReadOnlyList<OutboxMessage>>(
        async (session, id) =>
        {
            if (!await OutboxRows.TryOwnAsync(session, receiver, id))
            {
                return [];
            }

            await OutboxRows.TrimAsync(session, "outbox", receiver, Most(receiver));
            var messages = new List<OutboxMessage>();
            while (messages.Count == 0)
            {
                // A notice has no place.
                var owed = await session.ListAsync("""
                    SELECT message_id, response_key, judge_version_key FROM outbox WHERE receiver_key = (SELECT receiver_key FROM receivers WHERE name = $1) ORDER BY message_id LIMIT $2
                    """, row => (Id: new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), Place: row.IsDBNull(1) ? ((long, long)?)null : (row.GetInt64(1), row.GetInt64(2))), receiver, (long)atMost);
                if (owed.Count == 0)
                {
                    break;
                }

                Dictionary<(long, long), DecidedVerdict> verdicts = await ResultReader.DecidedAsync(session, [.. owed.Select(o => o.Place).OfType<(long, long)>()]);
                Dictionary<Guid, AlertNotice> notices = await NoticeRows.FindAsync(session, [.. owed.Where(o => o.Place is null).Select(o => o.Id)]);
                await OutboxRows.RemoveAsync(session, receiver, [.. owed.Where(o => o.Place is { } place ? !verdicts.ContainsKey(place) : !notices.ContainsKey(o.Id)).Select(o => o.Id)]);
                long characters = 0;
                foreach ((Guid message, (long, long)? at) in owed.TakeWhile(_ => characters <= MostCharacters))
                {
                    if (at is { } place && verdicts.TryGetValue(place, out DecidedVerdict? verdict))
                    {
                        messages.Add(new OutboxMessage.Decided(message, verdict));
                        characters += verdict.Result.Body.Length + (verdict.Result.RawReply?.Length ?? 0);
                    }
                    else if (notices.TryGetValue(message, out AlertNotice? notice))
                    {
                        messages.Add(new OutboxMessage.Alerted(notice));
                    }
                }
            }

            return messages;
        },
        cancellationToken);

    public Task SettleAsync(string receiver, IReadOnlyList<Guid> messages, CancellationToken cancellationToken) =>
        database.TransactAsync(session => OutboxRows.SettleAsync(session, receiver, messages, Now), cancellationToken);

    public Task GiveUpAsync(string receiver, IReadOnlyList<Guid> messages, string reason, CancellationToken cancellationToken) =>
        database.TransactAsync(session => OutboxRows.GiveUpAsync(session, receiver, messages, reason, Now, Most(receiver)), cancellationToken);

    public async Task<long> GiveUpAsync(string receiver, DateTimeOffset owedBefore, string reason, CancellationToken cancellationToken)
    {
        long before = owedBefore.ToUnixTimeMilliseconds();
        long all = 0;
        while (await database.ReadAsync(session => OutboxRows.OwedBeforeAsync(session, receiver, before, Chunk), cancellationToken) is { Count: > 0 } old)
        {
            all += await database.TransactAsync(session => OutboxRows.GiveUpAsync(session, receiver, old, reason, Now, Most(receiver)), cancellationToken);
        }

        return all;
    }

    public async Task<long?> ResendAsync(string receiver, CancellationToken cancellationToken)
    {
        if (!await IsKnownAsync(receiver, cancellationToken))
        {
            return null;
        }

        // What is given up again meanwhile is not sent again for ever.
        long until = Now;
        long all = 0;
        while (await database.TransactAsync(session => OutboxRows.ResendAsync(session, receiver, until, Now, Chunk), cancellationToken) is var moved and > 0)
        {
            all += moved;
        }

        return all;
    }

    public async Task<IReadOnlyDictionary<string, ReceiverAccount>> AccountAsync(CancellationToken cancellationToken) => (await database.ReadAsync(
        session => session.ListAsync("""
            SELECT name, (SELECT count(*) FROM outbox o WHERE o.receiver_key = r.receiver_key),
                (SELECT owed_since FROM outbox o WHERE o.receiver_key = r.receiver_key ORDER BY message_id LIMIT 1),
                (SELECT count(*) FROM undelivered u WHERE u.receiver_key = r.receiver_key), delivered, given_up, dropped FROM receivers r
            """,
            row => (row.GetString(0), new ReceiverAccount(row.GetInt64(1), row.TimeOrNull(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6)))),
        cancellationToken)).ToDictionary(StringComparer.Ordinal);

    public async Task<IReadOnlyList<UndeliveredMessage>?> UndeliveredAsync(string receiver, int atMost, CancellationToken cancellationToken) =>
        await IsKnownAsync(receiver, cancellationToken)
            ? await database.ReadAsync(
                session => session.ListAsync("""
                    SELECT u.message_id, r.id, u.given_up_at, u.reason FROM undelivered u LEFT JOIN responses r USING (response_key)
                    WHERE u.receiver_key = (SELECT receiver_key FROM receivers WHERE name = $1) ORDER BY u.given_up_at DESC, u.message_id DESC LIMIT $2
                    """,
                    row => new UndeliveredMessage(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.TextOrNull(1), row.Time(2), row.Text(3)), receiver, (long)atMost),
                cancellationToken)
            : null;

    public Task<IReadOnlyList<NoticeDelivery>> DeliveriesAsync(int atMost, CancellationToken cancellationToken) =>
        database.ReadAsync(session => NoticeRows.DeliveriesAsync(session, atMost), cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private int Most(string receiver) => _most.GetValueOrDefault(receiver, int.MaxValue);

    private async Task<bool> IsKnownAsync(string receiver, CancellationToken cancellationToken) => (await AccountAsync(cancellationToken)).ContainsKey(receiver);
}
