using Assay.Calibrating.Anchors;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>What judges said of their anchors, in the ledger's database.</summary>
/// <param name="record">Saves attempts and what is held, in the transaction of the worker.</param>
internal sealed class PostgresAnchorStore(PostgresDatabase database, WorkerLease worker, Func<PostgresSession, long, RunKey, IReadOnlyList<JudgedResponse>, decimal?, Task<Held?>> record) : IAnchorStore
{
    public Task<Held?> RecordAsync(RunKey run, string set, IReadOnlyList<JudgedAnchor> judged, decimal? reservedUsd, CancellationToken cancellationToken) => worker.WorkAsync(
        async (session, id) =>
        {
            IReadOnlyDictionary<Guid, long> keys = await AnchorRows.AddAsync(session, run, set, judged);
            return await record(session, id, run, [.. judged.Where(j => keys.ContainsKey(j.Reading.Id)).Select(j => new JudgedResponse(-keys[j.Reading.Id], j.Reading.At, j.Judged))], reservedUsd);
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredAnchorReading>> ReadingsAsync(AnchorQuery query, CancellationToken cancellationToken) => database.ReadAsync(session => AnchorRows.ReadAsync(session, query), cancellationToken);
}
