using Assay.Calibrating.Anchors;

namespace Assay.Storage.Sqlite.Anchors;

/// <summary>What judges said of their anchors, as it stands in a ledger's file.</summary>
internal abstract class SqliteAnchorReads<TLedger>(TLedger ledger) : StoredRecords<TLedger>(ledger), IAnchorRecords
    where TLedger : IDatabaseReads
{
    public Task<IReadOnlyList<StoredAnchorReading>> ReadingsAsync(AnchorQuery query, CancellationToken cancellationToken) => ReadAsync(d => AnchorTable.Read(d, query), cancellationToken);
}
