using Assay.Calibrating.Anchors;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite.Anchors;
using Assay.Storage.Sqlite.Rollups;
using Assay.Storage.Sqlite.Serving;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Storage.Sqlite;

/// <content>What it tells whoever looks at it.</content>
public sealed partial class SqliteLedger
{
    /// <summary>What judges said of their anchors.</summary>
    public IAnchorStore Anchors => new SqliteAnchorStore(this, Record);

    public Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken) => Task.Run(() => Read(TallyReader.Read), cancellationToken);

    public Task<OutcomePage> ListAsync(OutcomeQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => OutcomeListReader.Read(database, query)), cancellationToken);

    public Task<Quality?> QualityAsync(QualityQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => QualityReader.Read(database, query)), cancellationToken);

    public Task<IReadOnlyList<Rollup>> RollupsAsync(RollupQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => RollupReader.Read(database, query, _effects)), cancellationToken);

    public Task<RecentOutcomes> RecentAsync(RecentQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => RecentReader.Read(database, query)), cancellationToken);

    public Task<IReadOnlyList<Observation>> ObserveAsync(ObservationQuery query, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => ObservationReader.Read(database, query)), cancellationToken);

    public Task<IReadOnlyList<Said>> SaidAsync(string judge, string judgeVersion, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => ObservationReader.Said(database, judge, judgeVersion, keys)), cancellationToken);

    public Task<IReadOnlyDictionary<long, string>> IdsAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => ObservationReader.Ids(database, keys)), cancellationToken);

    public Task<IReadOnlyList<string>> SliceFieldsAsync(CancellationToken cancellationToken) => Task.Run(() => Read(SliceFields.All), cancellationToken);

    public Task<IReadOnlyList<AnnouncedRelease>> AnnouncedReleasesAsync(CancellationToken cancellationToken) => Task.Run(() => Read(ReleaseTable.All), cancellationToken);

    public Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken) => Task.Run(() => Read(database => TrailReader.Read(database, id)), cancellationToken);

    private Held? Record(RunKey run, IReadOnlyList<JudgedResponse> judged, decimal? reservedUsd)
    {
        _outcomes.Record(run, _texts.Storable(judged));
        _texts.ForgetUnlessOwed(judged);
        return reservedUsd is { } usd ? SpendingTable.Reserve(_database, run, usd, _clock) : null;
    }
}
