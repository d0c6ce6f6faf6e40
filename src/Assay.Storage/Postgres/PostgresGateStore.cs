using Assay.Gating.History;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Runs, gates and pinned baselines in the ledger's database.</summary>
internal sealed class PostgresGateStore(PostgresDatabase database) : IGateStore
{
    public Task<long> SaveAsync(HeldGate gate, CancellationToken cancellationToken) => database.TransactAsync(session => GateRows.SaveAsync(session, gate), cancellationToken);

    public Task<bool> TryPinAsync(PinnedBaseline pin, CancellationToken cancellationToken) => database.TransactAsync(session => GateRows.TryPinAsync(session, pin), cancellationToken);

    public Task<bool> TryUnpinAsync(string name, CancellationToken cancellationToken) => database.TransactAsync(session => GateRows.TryUnpinAsync(session, name), cancellationToken);

    public Task<IReadOnlyList<StoredRun>> RunsAsync(CancellationToken cancellationToken) => database.ReadAsync(RunTable.AllAsync, cancellationToken);

    public Task<IReadOnlyList<HeldGate>> GatesAsync(string? branch, int atMost, CancellationToken cancellationToken) => database.ReadAsync(session => GateRows.ListAsync(session, branch, atMost), cancellationToken);

    public Task<HeldGate?> FindGateAsync(long number, CancellationToken cancellationToken) => database.ReadAsync(session => GateRows.FindAsync(session, number), cancellationToken);

    public Task<IReadOnlyList<PinnedBaseline>> PinsAsync(CancellationToken cancellationToken) => database.ReadAsync(GateRows.PinsAsync, cancellationToken);
}
