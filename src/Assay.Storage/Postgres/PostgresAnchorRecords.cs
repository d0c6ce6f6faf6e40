using Assay.Calibrating.Anchors;

namespace Assay.Storage.Postgres;

/// <summary>What judges said of their anchors, of a ledger that is only read.</summary>
internal sealed class PostgresAnchorRecords(PostgresDatabase database) : IAnchorRecords
{
    public Task<IReadOnlyList<StoredAnchorReading>> ReadingsAsync(AnchorQuery query, CancellationToken cancellationToken) => database.ReadAsync(session => AnchorRows.ReadAsync(session, query), cancellationToken);
}
