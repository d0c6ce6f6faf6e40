using Assay.Calibrating.Anchors;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Anchors;

/// <summary>What judges said of their anchors, in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
internal sealed class SqliteAnchorStore(IDatabaseAccess ledger, Func<RunKey, IReadOnlyList<JudgedResponse>, decimal?, Held?> record) : SqliteAnchorReads<IDatabaseAccess>(ledger), IAnchorStore
{
    public Task<Held?> RecordAsync(RunKey run, string set, IReadOnlyList<JudgedAnchor> judged, decimal? reservedUsd, CancellationToken cancellationToken) => Ledger.WriteAsync(
        d =>
        {
            var paid = new List<JudgedResponse>();
            foreach (JudgedAnchor anchor in judged)
            {
                if (AnchorTable.Add(d, run, set, anchor) is { } key)
                {
                    paid.Add(new JudgedResponse(-key, anchor.Reading.At, anchor.Judged));
                }
            }

            return record(run, paid, reservedUsd);
        },
        cancellationToken);
}
