namespace Assay.Scoring.Batching;

/// <summary>A batch that is being put together.</summary>
public interface IBatchUpload : IDisposable
{
    int Count { get; }

    /// <returns>False where the batch is full, by number or by size: the request was not added.</returns>
    bool TryAdd(BatchRequest request);

    /// <summary>Sends it. When this fails or is broken off, the batch may exist all the same: <see cref="IBatchClient.FindAsync"/> tells.</summary>
    Task<BatchStatus> SubmitAsync(CancellationToken cancellationToken);
}
