namespace Assay.Collecting.Sources;

/// <summary>
/// Where Assay fetches responses from by itself. A source remembers nothing that must survive: the caller keeps the cursor of
/// each batch in the transaction that stores the batch, and gives it back. So a crash repeats at most one batch.
/// </summary>
/// <remarks>For one reader at a time.</remarks>
public interface IResponseSource : IAsyncDisposable
{
    /// <summary>As <c>assay.yaml</c> names it.</summary>
    string Name { get; }

    /// <summary>Reads on behind a cursor. Rows that come late or are written again may be given out twice; their ids tell.</summary>
    /// <param name="cursor">That of the batch stored last; null at the very first.</param>
    /// <param name="atMost">So many records, at least one; the batch ends sooner where it becomes large in bytes.</param>
    /// <exception cref="SourceException">The source cannot be read now, or not as it is configured. Nothing is lost: the cursor stays good.</exception>
    Task<SourceBatch> ReadAsync(string? cursor, int atMost, CancellationToken cancellationToken);
}
