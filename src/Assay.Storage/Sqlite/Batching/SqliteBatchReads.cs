using Assay.Scoring.Batching;

namespace Assay.Storage.Sqlite.Batching;

/// <summary>Batches, as they stand in a ledger's file.</summary>
internal abstract class SqliteBatchReads<TLedger>(TLedger ledger) : StoredRecords<TLedger>(ledger), IBatchRecords
    where TLedger : IDatabaseReads
{
    public Task<IReadOnlyList<HeldBatch>> ListAsync(bool openOnly, int atMost, CancellationToken cancellationToken) => ReadAsync(d => BatchTable.List(d, openOnly, atMost), cancellationToken);

    public Task<HeldBatch?> FindAsync(string text, CancellationToken cancellationToken) => ReadAsync(d => BatchTable.Find(d, text), cancellationToken);
}
