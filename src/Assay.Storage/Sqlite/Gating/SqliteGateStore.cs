using Assay.Gating.History;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Gating;

/// <summary>Gates and pinned baselines in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
internal sealed class SqliteGateStore(SqliteLedger ledger, Database database) : IGateStore
{
    public Task<long> SaveAsync(HeldGate gate, CancellationToken cancellationToken) => ledger.WriteAsync(() => GateTables.Save(database, gate), cancellationToken);

    public Task<bool> TryPinAsync(PinnedBaseline pin, CancellationToken cancellationToken) => ledger.WriteAsync(() => GateTables.TryPin(database, pin), cancellationToken);

    public Task<bool> TryUnpinAsync(string name, CancellationToken cancellationToken) => ledger.WriteAsync(() => GateTables.TryUnpin(database, name), cancellationToken);

    public Task<IReadOnlyList<StoredRun>> RunsAsync(CancellationToken cancellationToken) => ReadAsync(RunTable.All, cancellationToken);

    public Task<IReadOnlyList<HeldGate>> GatesAsync(string? branch, int atMost, CancellationToken cancellationToken) => ReadAsync(d => GateTables.List(d, branch, atMost), cancellationToken);

    public Task<HeldGate?> FindGateAsync(long number, CancellationToken cancellationToken) => ReadAsync(d => GateTables.Find(d, number), cancellationToken);

    public Task<IReadOnlyList<PinnedBaseline>> PinsAsync(CancellationToken cancellationToken) => ReadAsync(GateTables.Pins, cancellationToken);

    private Task<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken) => Task.Run(() => ledger.Read(read), cancellationToken);
}
