using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Gating.History;

/// <summary>What a ledger tells of its runs and of gates over them. A store that cannot be used throws <see cref="LedgerException"/>.</summary>
public interface IGateRecords
{
    /// <summary>The latest first.</summary>
    Task<IReadOnlyList<StoredRun>> RunsAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>The overall scores of runs, by their numbers; of those alone that have any. Takes as long as they have responses.</summary>
    Task<IReadOnlyDictionary<long, ScoreHistogram>> ScoresAsync(IReadOnlyList<StoredRun> runs, CancellationToken cancellationToken);

    /// <summary>What answers of targets cost so far that did not come to their end yet, and what was held for calls under way when they stopped.</summary>
    /// <param name="asking">Which answers of what to which cases: <see cref="Targets.TargetAsking"/>.</param>
    Task<decimal> TargetSpentAsync(string asking, CancellationToken cancellationToken);

    /// <summary>The latest first.</summary>
    /// <param name="branch">Null: of every branch, and of none.</param>
    Task<IReadOnlyList<HeldGate>> GatesAsync(string? branch, int atMost, CancellationToken cancellationToken);

    /// <summary>Null where there is none of this number.</summary>
    Task<HeldGate?> FindGateAsync(long number, CancellationToken cancellationToken);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<PinnedBaseline>> PinsAsync(CancellationToken cancellationToken);
}

/// <summary>Where the ledger keeps gates and pinned baselines.</summary>
public interface IGateStore : IGateRecords
{
    /// <returns>The number by which it is known from now on.</returns>
    Task<long> SaveAsync(HeldGate gate, CancellationToken cancellationToken);

    /// <summary>Pins a run under a name, instead of the one that was.</summary>
    /// <returns>False where there is no such run of files: nothing is changed then.</returns>
    Task<bool> TryPinAsync(PinnedBaseline pin, CancellationToken cancellationToken);

    /// <param name="usd">0: they came to their end, and nothing is counted any more.</param>
    Task SaveTargetSpentAsync(string asking, decimal usd, DateTimeOffset at, CancellationToken cancellationToken);

    /// <returns>False where nothing was pinned under the name.</returns>
    Task<bool> TryUnpinAsync(string name, CancellationToken cancellationToken);
}
