namespace Assay.Storage.Sqlite.Gating;

/// <summary>Runs, gates and pinned baselines of a ledger that is only read.</summary>
internal sealed class SqliteGateRecords(LedgerQueries ledger) : SqliteGateReads<LedgerQueries>(ledger);
