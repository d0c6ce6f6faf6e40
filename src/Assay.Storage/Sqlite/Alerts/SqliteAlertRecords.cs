namespace Assay.Storage.Sqlite.Alerts;

/// <summary>Rules, states and incidents of a ledger that is only read.</summary>
internal sealed class SqliteAlertRecords(LedgerQueries ledger) : SqliteAlertReads<LedgerQueries>(ledger);
