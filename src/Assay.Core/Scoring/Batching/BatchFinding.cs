namespace Assay.Scoring.Batching;

/// <summary>Whether a submission that was never confirmed reached the provider.</summary>
public abstract record BatchFinding
{
    private BatchFinding()
    {
    }

    public sealed record Found(BatchStatus Batch) : BatchFinding;

    /// <summary>It did not, and will not: it may be sent again.</summary>
    public sealed record Absent : BatchFinding;

    /// <summary>It cannot be told yet, because a batch that may be the one shows whose it is only when it has ended.</summary>
    public sealed record Undecided : BatchFinding;
}
