using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Postgres;

/// <summary>Runs, gates and pinned baselines in the ledger's database.</summary>
internal sealed class PostgresGateStore(PostgresDatabase database) : IGateStore
{
    public Task<long> SaveAsync(HeldGate gate, CancellationToken cancellationToken) => database.TransactAsync(session => GateRows.SaveAsync(session, gate), cancellationToken);

    public Task<bool> TryPinAsync(PinnedBaseline pin, CancellationToken cancellationToken) => database.TransactAsync(session => GateRows.TryPinAsync(session, pin), cancellationToken);

    public Task<bool> TryUnpinAsync(string name, CancellationToken cancellationToken) => database.TransactAsync(session => GateRows.TryUnpinAsync(session, name), cancellationToken);

    public Task SaveTargetSpentAsync(string asking, decimal usd, DateTimeOffset at, CancellationToken cancellationToken) => database.TransactAsync(session => GateRows.SaveTargetSpentAsync(session, asking, usd, at), cancellationToken);

    public Task<IReadOnlyList<StoredRun>> RunsAsync(RunQuery query, CancellationToken cancellationToken) => database.ReadAsync(session => RunTable.ListAsync(session, query), cancellationToken);

    public Task<IReadOnlyDictionary<long, ScoreHistogram>> ScoresAsync(IReadOnlyList<StoredRun> runs, CancellationToken cancellationToken) => database.ReadAsync(session => RunScores.ReadAsync(session, runs), cancellationToken);

    public Task<decimal> TargetSpentAsync(string asking, CancellationToken cancellationToken) => database.ReadAsync(session => GateRows.TargetSpentAsync(session, asking), cancellationToken);

    public Task<IReadOnlyList<HeldGate>> GatesAsync(string? branch, int atMost, CancellationToken cancellationToken) => database.ReadAsync(session => GateRows.ListAsync(session, branch, atMost), cancellationToken);

    public Task<HeldGate?> FindGateAsync(long number, CancellationToken cancellationToken) => database.ReadAsync(session => GateRows.FindAsync(session, number), cancellationToken);

    public Task<IReadOnlyList<PinnedBaseline>> PinsAsync(CancellationToken cancellationToken) => database.ReadAsync(GateRows.PinsAsync, cancellationToken);
}
