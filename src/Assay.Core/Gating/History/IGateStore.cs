using Assay.Scoring.Running;

namespace Assay.Gating.History;

/// <summary>What a ledger tells of its runs and of gates over them. A store that cannot be used throws <see cref="LedgerException"/>.</summary>
public interface IGateRecords
{
    /// <summary>Every run there was, the latest first; those of a service's judges among them.</summary>
    Task<IReadOnlyList<StoredRun>> RunsAsync(CancellationToken cancellationToken);

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

    /// <returns>False where nothing was pinned under the name.</returns>
    Task<bool> TryUnpinAsync(string name, CancellationToken cancellationToken);
}
