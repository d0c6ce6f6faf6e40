using Assay.Calibrating.Labelling;

namespace Assay.Storage.Sqlite.Labels;

/// <summary>Labels of people in the ledger's file.</summary>
internal sealed class SqliteLabelStore(IDatabaseAccess ledger) : ILabelStore
{
    public Task SaveQueueAsync(LabelQueue queue, IReadOnlyList<LabelItem> items, IReadOnlyDictionary<long, double> drawnWith, CancellationToken cancellationToken) =>
        ledger.WriteAsync(d => QueueTables.Save(d, queue, items, drawnWith), cancellationToken);

    public Task<IReadOnlyList<LabelKey>> SaveAsync(IReadOnlyList<HumanLabel> labels, CancellationToken cancellationToken) => ledger.WriteAsync(d => LabelTable.Save(d, labels), cancellationToken);

    public Task<bool> RemoveAsync(LabelKey label, CancellationToken cancellationToken) => ledger.WriteAsync(d => LabelTable.Remove(d, label), cancellationToken);

    public Task<bool> SkipAsync(string queue, long item, string rater, bool isSkipped, CancellationToken cancellationToken) =>
        ledger.WriteAsync(d => QueueTables.Skip(d, queue, item, rater, isSkipped), cancellationToken);

    public Task<IReadOnlyList<LabelQueue>> QueuesAsync(CancellationToken cancellationToken) => ReadAsync(QueueTables.All, cancellationToken);

    public Task<IReadOnlyList<LabelItem>> ItemsAsync(string queue, CancellationToken cancellationToken) => ReadAsync(d => QueueTables.Items(d, queue), cancellationToken);

    public Task<IReadOnlyList<HumanLabel>> LabelsAsync(LabelQuery query, CancellationToken cancellationToken) => ReadAsync(d => LabelTable.Find(d, query), cancellationToken);

    public Task<IReadOnlyList<LabelledResponse>> LabelledAsync(LabelledQuery query, CancellationToken cancellationToken) => ReadAsync(d => LabelTable.Labelled(d, query), cancellationToken);

    public Task<IReadOnlyList<LabelCount>> CountsAsync(CancellationToken cancellationToken) => ReadAsync(LabelTable.Counts, cancellationToken);

    public Task<IReadOnlyList<LabelledJudge>> JudgesAsync(CancellationToken cancellationToken) => ReadAsync(LabelTable.Judges, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> RevisionsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => ReadAsync(d => LabelTable.Revisions(d, ids), cancellationToken);

    public Task<IReadOnlyList<LabelCandidate>> CandidatesAsync(LabelFrameQuery query, CancellationToken cancellationToken) => ReadAsync(d => CandidateReader.Read(d, query), cancellationToken);

    public Task<IReadOnlySet<long>> SkippedAsync(string queue, string rater, CancellationToken cancellationToken) => ReadAsync(d => QueueTables.Skipped(d, queue, rater), cancellationToken);

    private Task<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken) => Task.Run(() => ledger.Read(read), cancellationToken);
}
