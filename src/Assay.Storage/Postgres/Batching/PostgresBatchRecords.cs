using Assay.Scoring.Batching;

namespace Assay.Storage.Postgres.Batching;

/// <summary>Batches of a ledger that is only read.</summary>
internal sealed class PostgresBatchRecords(PostgresDatabase database) : IBatchRecords
{
    public Task<IReadOnlyList<HeldBatch>> ListAsync(bool openOnly, int atMost, CancellationToken cancellationToken) =>
        database.ReadAsync(session => BatchRows.ListAsync(session, openOnly, atMost), cancellationToken);

    public Task<HeldBatch?> FindAsync(string text, CancellationToken cancellationToken) => database.ReadAsync(session => BatchRows.FindAsync(session, text), cancellationToken);
}
