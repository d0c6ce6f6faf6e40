namespace Assay.Scoring.Batching;

/// <summary>A batch that is ready to be sent to one model.</summary>
internal sealed class FilledBatch(BatchAccess access, IBatchUpload upload, string token) : IDisposable
{
    public BatchAccess Access => access;

    public IBatchUpload Upload => upload;

    public string Token => token;

    public List<BatchItem> Items { get; } = [];

    /// <summary>Of its prompts.</summary>
    public long Bytes { get; set; }

    public DateTimeOffset? Deadline { get; set; }

    public void Dispose() => upload.Dispose();
}
