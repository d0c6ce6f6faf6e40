using Assay.Calibrating.Anchors;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Anchors;

/// <summary>What judges said of their anchors, in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
internal sealed class SqliteAnchorStore(SqliteLedger ledger, Database database, Func<RunKey, IReadOnlyList<JudgedResponse>, decimal?, Held?> record) : IAnchorStore
{
    public Task<Held?> RecordAsync(RunKey run, string set, IReadOnlyList<JudgedAnchor> judged, decimal? reservedUsd, CancellationToken cancellationToken) => ledger.WriteAsync(
        () =>
        {
            var paid = new List<JudgedResponse>();
            foreach (JudgedAnchor anchor in judged)
            {
                if (AnchorTable.Add(database, run, set, anchor) is { } key)
                {
                    paid.Add(new JudgedResponse(-key, anchor.Reading.At, anchor.Judged));
                }
            }

            return record(run, paid, reservedUsd);
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredAnchorReading>> ReadingsAsync(AnchorQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => ledger.Read(d => AnchorTable.Read(d, query)), cancellationToken);
}
