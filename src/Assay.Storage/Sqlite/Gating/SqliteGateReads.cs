using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite.Gating;

/// <summary>Runs, gates and pinned baselines, as they stand in a ledger's file.</summary>
internal abstract class SqliteGateReads<TLedger>(TLedger ledger) : StoredRecords<TLedger>(ledger), IGateRecords
    where TLedger : IDatabaseReads
{
    public Task<IReadOnlyList<StoredRun>> RunsAsync(RunQuery query, CancellationToken cancellationToken) => ReadAsync(d => RunTable.List(d, query), cancellationToken);

    public Task<IReadOnlyDictionary<long, ScoreHistogram>> ScoresAsync(IReadOnlyList<StoredRun> runs, CancellationToken cancellationToken) => ReadAsync(d => RunScores.Read(d, runs), cancellationToken);

    public Task<decimal> TargetSpentAsync(string asking, CancellationToken cancellationToken) => ReadAsync(d => GateTables.TargetSpent(d, asking), cancellationToken);

    public Task<IReadOnlyList<HeldGate>> GatesAsync(string? branch, int atMost, CancellationToken cancellationToken) => ReadAsync(d => GateTables.List(d, branch, atMost), cancellationToken);

    public Task<HeldGate?> FindGateAsync(long number, CancellationToken cancellationToken) => ReadAsync(d => GateTables.Find(d, number), cancellationToken);

    public Task<IReadOnlyList<PinnedBaseline>> PinsAsync(CancellationToken cancellationToken) => ReadAsync(GateTables.Pins, cancellationToken);
}
