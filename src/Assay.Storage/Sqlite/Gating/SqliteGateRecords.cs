using Assay.Gating.History;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Gating;

/// <summary>Runs, gates and pinned baselines of a ledger that is only read.</summary>
internal sealed class SqliteGateRecords(LedgerQueries ledger) : IGateRecords
{
    public Task<IReadOnlyList<StoredRun>> RunsAsync(CancellationToken cancellationToken) => Task.Run(() => ledger.Read(RunTable.All), cancellationToken);

    public Task<IReadOnlyList<HeldGate>> GatesAsync(string? branch, int atMost, CancellationToken cancellationToken) => Task.Run(() => ledger.Read(d => GateTables.List(d, branch, atMost)), cancellationToken);

    public Task<HeldGate?> FindGateAsync(long number, CancellationToken cancellationToken) => Task.Run(() => ledger.Read(d => GateTables.Find(d, number)), cancellationToken);

    public Task<IReadOnlyList<PinnedBaseline>> PinsAsync(CancellationToken cancellationToken) => Task.Run(() => ledger.Read(GateTables.Pins), cancellationToken);
}
