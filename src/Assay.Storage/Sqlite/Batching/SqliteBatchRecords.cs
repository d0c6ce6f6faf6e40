namespace Assay.Storage.Sqlite.Batching;

/// <summary>Batches of a ledger that is only read.</summary>
internal sealed class SqliteBatchRecords(LedgerQueries ledger) : SqliteBatchReads<LedgerQueries>(ledger);
