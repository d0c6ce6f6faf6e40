namespace Assay.Scoring.Batching;

/// <summary>What stands in a ledger of batches.</summary>
public interface IBatchRecords
{
    /// <summary>The latest first.</summary>
    Task<IReadOnlyList<HeldBatch>> ListAsync(bool openOnly, int atMost, CancellationToken cancellationToken);

    /// <summary>By our token or the provider's id, or the beginning of either where only one begins so.</summary>
    Task<HeldBatch?> FindAsync(string text, CancellationToken cancellationToken);
}
