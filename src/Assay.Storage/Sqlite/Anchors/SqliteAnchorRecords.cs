using Assay.Calibrating.Anchors;

namespace Assay.Storage.Sqlite.Anchors;

/// <summary>What judges said of their anchors, of a ledger that is only read.</summary>
internal sealed class SqliteAnchorRecords(LedgerQueries ledger) : IAnchorRecords
{
    public Task<IReadOnlyList<StoredAnchorReading>> ReadingsAsync(AnchorQuery query, CancellationToken cancellationToken) => Task.Run(() => ledger.Read(d => AnchorTable.Read(d, query)), cancellationToken);
}
