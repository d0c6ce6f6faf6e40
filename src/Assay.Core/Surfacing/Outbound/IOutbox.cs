namespace Assay.Surfacing.Outbound;

/// <summary>
/// What is still owed to receivers outside. A ledger writes a message in the transaction that decides what it tells of; whoever
/// delivers it takes it from here. Doing anything twice changes nothing; large numbers are moved in parts. A store that cannot be used throws
/// <see cref="Scoring.Running.LedgerException"/>.
/// </summary>
public interface IOutbox
{
    /// <summary>
    /// From now on every verdict that is decided is owed to those of the receivers whose rule holds it, and to no other. What an
    /// earlier process left owed stays, also to a receiver that is not among them.
    /// </summary>
    Task OpenAsync(IReadOnlyList<ReceiverRule> receivers, CancellationToken cancellationToken);

    /// <summary>The messages that have been owed longest, each with what it tells of. Gives out the same ones until they are settled or given up; forgets those whose response was removed.
    /// A notice comes with the texts of its worst responses as they are now.</summary>
    /// <returns>Fewer than asked for where they are large; none only where nothing is owed.</returns>
    Task<IReadOnlyList<OutboxMessage>> TakeAsync(string receiver, int atMost, CancellationToken cancellationToken);

    /// <summary>The receiver has them.</summary>
    Task SettleAsync(string receiver, IReadOnlyList<Guid> messages, CancellationToken cancellationToken);

    /// <summary>The receiver will not take them: they are kept as undelivered, with the reason.</summary>
    Task GiveUpAsync(string receiver, IReadOnlyList<Guid> messages, string reason, CancellationToken cancellationToken);

    /// <summary>Gives up what has been owed since before a time.</summary>
    /// <returns>How many there were.</returns>
    Task<long> GiveUpAsync(string receiver, DateTimeOffset owedBefore, string reason, CancellationToken cancellationToken);

    /// <summary>Owes the receiver again, from now on and under the same ids, what was given up.</summary>
    /// <returns>How many there were; null where no receiver ever had this name.</returns>
    Task<long?> ResendAsync(string receiver, CancellationToken cancellationToken);

    /// <summary>Where each receiver stands, by name.</summary>
    Task<IReadOnlyDictionary<string, ReceiverAccount>> AccountAsync(CancellationToken cancellationToken);

    /// <summary>What was given up, the latest first.</summary>
    /// <returns>Null where no receiver ever had this name.</returns>
    Task<IReadOnlyList<UndeliveredMessage>?> UndeliveredAsync(string receiver, int atMost, CancellationToken cancellationToken);

    /// <summary>What became of notices: the latest notices first, one row for each receiver of one. Their texts are left out.</summary>
    Task<IReadOnlyList<NoticeDelivery>> DeliveriesAsync(int atMost, CancellationToken cancellationToken);
}
