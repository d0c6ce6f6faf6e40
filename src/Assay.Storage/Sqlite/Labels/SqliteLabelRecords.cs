namespace Assay.Storage.Sqlite.Labels;

/// <summary>Labels of people in a ledger that is only read.</summary>
internal sealed class SqliteLabelRecords(LedgerQueries ledger) : SqliteLabelReads<LedgerQueries>(ledger);
