namespace Assay.Calibrating.Labelling;

/// <summary>What a ledger tells of labels of people. A store that cannot be used throws <see cref="Scoring.Running.LedgerException"/>.</summary>
public interface ILabelRecords
{
    /// <summary>The latest first.</summary>
    Task<IReadOnlyList<LabelQueue>> QueuesAsync(CancellationToken cancellationToken);

    /// <summary>The items of a queue, by position; none where there is no such queue.</summary>
    Task<IReadOnlyList<LabelItem>> ItemsAsync(string queue, CancellationToken cancellationToken);

    /// <summary>In the order in which they were given.</summary>
    Task<IReadOnlyList<HumanLabel>> LabelsAsync(LabelQuery query, CancellationToken cancellationToken);

    /// <summary>Responses with labels beside the judge's scores, in the order in which they came in: for agreement, and for corrected means.</summary>
    Task<IReadOnlyList<LabelledResponse>> LabelledAsync(LabelledQuery query, CancellationToken cancellationToken);

    /// <summary>How much there is, by judge and criterion.</summary>
    Task<IReadOnlyList<LabelCount>> CountsAsync(CancellationToken cancellationToken);

    /// <summary>Every judge version that the ledger holds, in the order in which they came to it; what it does not know of them is absent.</summary>
    Task<IReadOnlyList<LabelledJudge>> JudgesAsync(CancellationToken cancellationToken);

    /// <summary>The last revision of each response; without those that are not there.</summary>
    Task<IReadOnlyDictionary<string, int>> RevisionsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>What may be drawn, in the order of the ledger's numbers.</summary>
    Task<IReadOnlyList<LabelCandidate>> CandidatesAsync(LabelFrameQuery query, CancellationToken cancellationToken);

    /// <summary>The items, by the ledger's numbers, that a rater of a queue put aside.</summary>
    Task<IReadOnlySet<long>> SkippedAsync(string queue, string rater, CancellationToken cancellationToken);
}

/// <summary>Where the ledger keeps labels of people, and what they are asked. They go with the response when it is removed.</summary>
public interface ILabelStore : ILabelRecords
{
    /// <summary>Keeps a queue with its items; one of the same id stays as it is.</summary>
    /// <param name="drawnWith">With what probability items of earlier queues are drawn, now that there is this one; by the ledger's numbers.</param>
    Task SaveQueueAsync(LabelQueue queue, IReadOnlyList<LabelItem> items, IReadOnlyDictionary<long, double> drawnWith, CancellationToken cancellationToken);

    /// <summary>Saves labels, all or none; a label of the same key is replaced.</summary>
    /// <returns>Those whose response is not there, in which case nothing was saved; none: all are saved.</returns>
    Task<IReadOnlyList<LabelKey>> SaveAsync(IReadOnlyList<HumanLabel> labels, CancellationToken cancellationToken);

    /// <returns>False where there is no such label.</returns>
    Task<bool> RemoveAsync(LabelKey label, CancellationToken cancellationToken);

    /// <summary>A rater puts an item of a queue aside, or takes it up again.</summary>
    /// <returns>False where the queue has no such item.</returns>
    Task<bool> SkipAsync(string queue, long item, string rater, bool isSkipped, CancellationToken cancellationToken);
}
