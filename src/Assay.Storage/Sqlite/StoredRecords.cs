namespace Assay.Storage.Sqlite;

/// <summary>What is read of a ledger's file by a port of its own, on the thread pool: by whoever only looks, and by the store that also writes.</summary>
internal abstract class StoredRecords<TLedger>(TLedger ledger)
    where TLedger : IDatabaseReads
{
    protected TLedger Ledger { get; } = ledger;

    protected Task<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken) => Task.Run(() => Ledger.Read(read), cancellationToken);
}
