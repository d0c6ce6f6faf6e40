using Assay.Surfacing.Outbound;

namespace Assay.Storage.Sqlite.Outbound;

/// <summary>The outbox in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
internal sealed class SqliteOutbox(SqliteLedger ledger, Database database, OutboxWriter writer, TimeProvider clock) : IOutbox
{
    /// <summary>Messages moved in one transaction, so that nobody waits long for theirs.</summary>
    private const int Chunk = 5_000;

    private readonly Dictionary<string, int> _most = new(StringComparer.Ordinal);

    public async Task OpenAsync(IReadOnlyList<ReceiverRule> receivers, CancellationToken cancellationToken) => await ledger.WriteAsync(
        () =>
        {
            writer.Open(receivers.Select(r => (OutboxTable.Open(database, r.Name), r)).ToList());
            foreach (ReceiverRule receiver in receivers)
            {
                _most[receiver.Name] = receiver.Most;
            }

            return 0;
        },
        cancellationToken);

    public async Task<IReadOnlyList<OutboxMessage>> TakeAsync(string receiver, int atMost, CancellationToken cancellationToken)
    {
        while (true)
        {
            (List<OutboxMessage> messages, List<Guid> gone) = await Task.Run(() => ledger.Read(d => OutboxReader.Take(d, receiver, atMost)), cancellationToken);
            if (gone.Count > 0)
            {
                await ledger.WriteAsync(() => OutboxTable.Forget(database, receiver, gone), cancellationToken);
            }

            if (messages.Count > 0 || gone.Count == 0)
            {
                return messages;
            }
        }
    }

    public Task SettleAsync(string receiver, IReadOnlyList<Guid> messages, CancellationToken cancellationToken) =>
        ledger.WriteAsync(() => OutboxTable.Settle(database, receiver, messages, Now), cancellationToken);

    public Task GiveUpAsync(string receiver, IReadOnlyList<Guid> messages, string reason, CancellationToken cancellationToken) =>
        ledger.WriteAsync(() => OutboxTable.GiveUp(database, receiver, messages, reason, Now, Most(receiver)), cancellationToken);

    public async Task<long> GiveUpAsync(string receiver, DateTimeOffset owedBefore, string reason, CancellationToken cancellationToken)
    {
        long before = owedBefore.ToUnixTimeMilliseconds();
        long all = 0;
        while (await Task.Run(() => ledger.Read(d => OutboxTable.OwedBefore(d, receiver, before, Chunk)), cancellationToken) is { Count: > 0 } old)
        {
            all += await ledger.WriteAsync(() => OutboxTable.GiveUp(database, receiver, old, reason, Now, Most(receiver)), cancellationToken);
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
        while (await ledger.WriteAsync(() => OutboxTable.Resend(database, receiver, until, Now, Chunk), cancellationToken) is var moved and > 0)
        {
            all += moved;
        }

        return all;
    }

    public Task<IReadOnlyDictionary<string, ReceiverAccount>> AccountAsync(CancellationToken cancellationToken) => Task.Run(() => ledger.Read(OutboxReader.Account), cancellationToken);

    public async Task<IReadOnlyList<UndeliveredMessage>?> UndeliveredAsync(string receiver, int atMost, CancellationToken cancellationToken) =>
        await IsKnownAsync(receiver, cancellationToken) ? await Task.Run(() => ledger.Read(d => OutboxReader.Undelivered(d, receiver, atMost)), cancellationToken) : null;

    public Task<IReadOnlyList<NoticeDelivery>> DeliveriesAsync(int atMost, CancellationToken cancellationToken) =>
        Task.Run(() => ledger.Read(d => NoticeReader.Deliveries(d, atMost)), cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private int Most(string receiver) => _most.GetValueOrDefault(receiver, int.MaxValue);

    private async Task<bool> IsKnownAsync(string receiver, CancellationToken cancellationToken) => (await AccountAsync(cancellationToken)).ContainsKey(receiver);
}
