namespace Assay.Scoring.Batching;

/// <summary>What a batch brought for one response. It closes the response's items when it is recorded.</summary>
/// <param name="SubmittedAt">Also the day that it is charged to.</param>
/// <param name="Took">From then to its end.</param>
public sealed record BatchedAnswers(long Batch, DateTimeOffset SubmittedAt, TimeSpan Took, IReadOnlyList<BatchedAnswer> Items)
{
    public decimal HeldUsd => Items.Sum(i => i.Item.HeldUsd);

    /// <summary>Whether there is a reply to a question for a sample.</summary>
    public bool Answers(int question, int sample) =>
        Items.Any(i => i.Item.Question == question && i.Result.Reply is { } reply && sample >= i.Item.Sample && sample < i.Item.Sample + Math.Max(1, reply.Messages.Count));
}

/// <summary>What came of one item.</summary>
public sealed record BatchedAnswer(BatchItem Item, BatchResult Result);
