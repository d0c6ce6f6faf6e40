using Assay.Calibrating.Labelling;

namespace Assay.Storage.Sqlite.Labels;

/// <summary>Labels of people, as they stand in a ledger's file.</summary>
internal abstract class SqliteLabelReads<TLedger>(TLedger ledger) : StoredRecords<TLedger>(ledger), ILabelRecords
    where TLedger : IDatabaseReads
{
    public Task<IReadOnlyList<LabelQueue>> QueuesAsync(CancellationToken cancellationToken) => ReadAsync(QueueTables.All, cancellationToken);

    public Task<IReadOnlyList<LabelItem>> ItemsAsync(string queue, CancellationToken cancellationToken) => ReadAsync(d => QueueTables.Items(d, queue), cancellationToken);

    public Task<IReadOnlyList<HumanLabel>> LabelsAsync(LabelQuery query, CancellationToken cancellationToken) => ReadAsync(d => LabelTable.Find(d, query), cancellationToken);

    public Task<IReadOnlyList<LabelledResponse>> LabelledAsync(LabelledQuery query, CancellationToken cancellationToken) => ReadAsync(d => LabelTable.Labelled(d, query), cancellationToken);

    public Task<IReadOnlyList<LabelCount>> CountsAsync(CancellationToken cancellationToken) => ReadAsync(LabelTable.Counts, cancellationToken);

    public Task<IReadOnlyList<LabelledJudge>> JudgesAsync(CancellationToken cancellationToken) => ReadAsync(LabelTable.Judges, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> RevisionsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => ReadAsync(d => LabelTable.Revisions(d, ids), cancellationToken);

    public Task<IReadOnlyList<LabelCandidate>> CandidatesAsync(LabelFrameQuery query, CancellationToken cancellationToken) => ReadAsync(d => CandidateReader.Read(d, query), cancellationToken);

    public Task<IReadOnlySet<long>> SkippedAsync(string queue, string rater, CancellationToken cancellationToken) => ReadAsync(d => QueueTables.Skipped(d, queue, rater), cancellationToken);
}
