namespace Assay.Storage.Sqlite.Anchors;

/// <summary>What judges said of their anchors, of a ledger that is only read.</summary>
internal sealed class SqliteAnchorRecords(LedgerQueries ledger) : SqliteAnchorReads<LedgerQueries>(ledger);
