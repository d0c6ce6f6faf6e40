using Assay.Calibrating.Labelling;

namespace Assay.Storage.Postgres.Labels;

/// <summary>Labels of people in the ledger's database.</summary>
internal sealed class PostgresLabelStore(PostgresDatabase database) : ILabelStore
{
    public Task SaveQueueAsync(LabelQueue queue, IReadOnlyList<LabelItem> items, IReadOnlyDictionary<long, double> drawnWith, CancellationToken cancellationToken) =>
        database.TransactAsync(session => QueueRows.SaveAsync(session, queue, items, drawnWith), cancellationToken);

    public Task<IReadOnlyList<LabelKey>> SaveAsync(IReadOnlyList<HumanLabel> labels, CancellationToken cancellationToken) =>
        database.TransactAsync(session => LabelRows.SaveAsync(session, labels), cancellationToken);

    public Task<bool> RemoveAsync(LabelKey label, CancellationToken cancellationToken) => database.TransactAsync(session => LabelRows.RemoveAsync(session, label), cancellationToken);

    public Task<bool> SkipAsync(string queue, long item, string rater, bool isSkipped, CancellationToken cancellationToken) =>
        database.TransactAsync(session => QueueRows.SkipAsync(session, queue, item, rater, isSkipped), cancellationToken);

    public Task<IReadOnlyList<LabelQueue>> QueuesAsync(CancellationToken cancellationToken) => database.ReadAsync(QueueRows.AllAsync, cancellationToken);

    public Task<IReadOnlyList<LabelItem>> ItemsAsync(string queue, CancellationToken cancellationToken) => database.ReadAsync(session => QueueRows.ItemsAsync(session, queue), cancellationToken);

    public Task<IReadOnlyList<HumanLabel>> LabelsAsync(LabelQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => LabelRows.FindAsync(session, query), cancellationToken, isLong: true);

    public Task<IReadOnlyList<LabelledResponse>> LabelledAsync(LabelledQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => LabelRows.LabelledAsync(session, query), cancellationToken, isLong: true);

    public Task<IReadOnlyList<LabelCount>> CountsAsync(CancellationToken cancellationToken) => database.ReadAsync(LabelRows.CountsAsync, cancellationToken);

    public Task<IReadOnlyList<LabelledJudge>> JudgesAsync(CancellationToken cancellationToken) => database.ReadAsync(LabelRows.JudgesAsync, cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> RevisionsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        database.ReadAsync(session => LabelRows.RevisionsAsync(session, ids), cancellationToken);

    public Task<IReadOnlyList<LabelCandidate>> CandidatesAsync(LabelFrameQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => CandidateReader.ReadAsync(session, query), cancellationToken, isLong: true);

    public Task<IReadOnlySet<long>> SkippedAsync(string queue, string rater, CancellationToken cancellationToken) =>
        database.ReadAsync(session => QueueRows.SkippedAsync(session, queue, rater), cancellationToken);
}
