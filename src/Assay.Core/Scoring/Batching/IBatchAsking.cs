using Assay.Scoring.Judging;

namespace Assay.Scoring.Batching;

/// <summary>What a judge asks by batches: its own questions, or those of the judges of a panel.</summary>
internal interface IBatchAsking
{
    /// <summary>All who may be asked, each model once.</summary>
    IReadOnlyList<BatchAccess> Models { get; }

    /// <summary>Whether it is known which form of reply the endpoint gives. A batch whose form is refused brings nothing.</summary>
    bool KnowsForm(BatchAccess model);

    /// <summary>
    /// What is to be asked next of a response, each with what it cannot exceed; none where the cache or another's call answers. A panel asks
    /// the voters of one stage, and those of the next when it knows what they said.
    /// </summary>
    ValueTask<IReadOnlyList<BatchItem>> NextAsync(long key, PendingVerdict pending, CancellationToken cancellationToken);

    BatchAccess AccessOf(BatchItem item);

    BatchRequest Request(BatchItem item, PendingVerdict pending);

    /// <summary>Of its prompt.</summary>
    long Bytes(BatchItem item, PendingVerdict pending);

    /// <summary>What was paid for it, whatever is made of it.</summary>
    IReadOnlyList<Attempt> Attempts(BatchedAnswers answers);
}
