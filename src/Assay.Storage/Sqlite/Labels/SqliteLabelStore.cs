using Assay.Calibrating.Labelling;

namespace Assay.Storage.Sqlite.Labels;

/// <summary>Labels of people in the ledger's file.</summary>
internal sealed class SqliteLabelStore(IDatabaseAccess ledger) : SqliteLabelReads<IDatabaseAccess>(ledger), ILabelStore
{
    public Task SaveQueueAsync(LabelQueue queue, IReadOnlyList<LabelItem> items, IReadOnlyDictionary<long, double> drawnWith, CancellationToken cancellationToken) =>
        Ledger.WriteAsync(d => QueueTables.Save(d, queue, items, drawnWith), cancellationToken);

    public Task<IReadOnlyList<LabelKey>> SaveAsync(IReadOnlyList<HumanLabel> labels, CancellationToken cancellationToken) => Ledger.WriteAsync(d => LabelTable.Save(d, labels), cancellationToken);

    public Task<bool> RemoveAsync(LabelKey label, CancellationToken cancellationToken) => Ledger.WriteAsync(d => LabelTable.Remove(d, label), cancellationToken);

    public Task<bool> SkipAsync(string queue, long item, string rater, bool isSkipped, CancellationToken cancellationToken) =>
        Ledger.WriteAsync(d => QueueTables.Skip(d, queue, item, rater, isSkipped), cancellationToken);
}
