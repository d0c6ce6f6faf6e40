namespace Assay.Scoring.Batching;

/// <summary>What a batch brought for one response. It closes the response's items when it is recorded.</summary>
/// <param name="SubmittedAt">Also the day that it is charged to.</param>
/// <param name="Took">From then to its end.</param>
public sealed record BatchedAnswers(long Batch, DateTimeOffset SubmittedAt, TimeSpan Took, IReadOnlyList<BatchedAnswer> Items)
{
    public decimal HeldUsd => Items.Sum(i => i.Item.HeldUsd);

    /// <summary>The reply to a question; null where there is none.</summary>
    public BatchedAnswer? ReplyTo(int question) => Items.FirstOrDefault(i => i.Item.Question == question && i.Result.Reply is not null);
}

/// <summary>What came of one item.</summary>
public sealed record BatchedAnswer(BatchItem Item, BatchResult Result);
