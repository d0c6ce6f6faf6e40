using Assay.Gating.History;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Gating;

/// <summary>Gates and pinned baselines in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
internal sealed class SqliteGateStore(IDatabaseAccess ledger) : SqliteGateReads<IDatabaseAccess>(ledger), IGateStore
{
    public Task<long> SaveAsync(HeldGate gate, CancellationToken cancellationToken) => Ledger.WriteAsync(d => GateTables.Save(d, gate), cancellationToken);

    public Task<bool> TryPinAsync(PinnedBaseline pin, CancellationToken cancellationToken) => Ledger.WriteAsync(d => GateTables.TryPin(d, pin), cancellationToken);

    public Task SaveTargetSpentAsync(string asking, decimal usd, DateTimeOffset at, CancellationToken cancellationToken) => Ledger.WriteAsync(d => GateTables.SaveTargetSpent(d, asking, usd, at), cancellationToken);

    public Task<bool> TryUnpinAsync(string name, CancellationToken cancellationToken) => Ledger.WriteAsync(d => GateTables.TryUnpin(d, name), cancellationToken);
}
