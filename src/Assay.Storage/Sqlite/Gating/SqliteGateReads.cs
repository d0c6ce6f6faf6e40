using Assay.Gating.History;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Gating;

/// <summary>Runs, gates and pinned baselines, as they stand in a ledger's file.</summary>
internal abstract class SqliteGateReads<TLedger>(TLedger ledger) : StoredRecords<TLedger>(ledger), IGateRecords
    where TLedger : IDatabaseReads
{
    public Task<IReadOnlyList<StoredRun>> RunsAsync(CancellationToken cancellationToken) => ReadAsync(RunTable.All, cancellationToken);

    public Task<IReadOnlyList<HeldGate>> GatesAsync(string? branch, int atMost, CancellationToken cancellationToken) => ReadAsync(d => GateTables.List(d, branch, atMost), cancellationToken);

    public Task<HeldGate?> FindGateAsync(long number, CancellationToken cancellationToken) => ReadAsync(d => GateTables.Find(d, number), cancellationToken);

    public Task<IReadOnlyList<PinnedBaseline>> PinsAsync(CancellationToken cancellationToken) => ReadAsync(GateTables.Pins, cancellationToken);
}
