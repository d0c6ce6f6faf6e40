using Assay.Access;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite.Batching;
using Assay.Storage.Sqlite.Labels;
using Assay.Storage.Sqlite.Serving;
using Assay.Surfacing;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>A ledger in a file.</summary>
internal sealed class SqliteStore(string path, bool keepsContent) : LedgerStore
{
    public override string Shown => path;

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(File.Exists(path));

    public override Task<IServiceLedger> OpenAsync(TimeProvider clock, bool isService, CancellationToken cancellationToken) =>
        Task.FromResult<IServiceLedger>(SqliteLedger.Open(path, clock, isService, keepsContent));

    public override Task<ILedgerQueries> QueryAsync(CancellationToken cancellationToken) =>
        File.Exists(path) ? Task.FromResult<ILedgerQueries>(new SqliteQueries(LedgerQueries.Open(path))) : throw Missing();

    public override Task<ILedgerQueries> QueryUntouchedAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ILedgerQueries>(new SqliteQueries(LedgerQueries.OpenUntouched(path)));

    public override Task<StoreStatus> StatusAsync(CancellationToken cancellationToken) => Task.Run(() => Read(StoreSize.StatusOf), cancellationToken);

    public override Task<(StoreSchema Before, StoreSchema After)> MigrateAsync(CancellationToken cancellationToken) => Task.Run(() =>
    {
        StoreSchema before = Read(Migrator.SchemaOf);
        LedgerQueries.Open(path).Dispose();
        return (before, Read(Migrator.SchemaOf));
    }, cancellationToken);

    public override Task BackUpAsync(string file, bool overwrites, CancellationToken cancellationToken) =>
        File.Exists(path) ? Task.Run(() => LedgerCopy.Write(Path.GetFullPath(path), file, overwrites, cancellationToken), cancellationToken) : throw Missing();

    public override Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken) => Task.FromResult(ApiKeyTable.All(path));

    public override Task<bool> TryAddKeyAsync(ApiKey key, CancellationToken cancellationToken) => Task.FromResult(ApiKeyTable.TryAdd(path, key));

    public override Task<bool> TryRevokeKeyAsync(string name, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(ApiKeyTable.TryRevoke(path, name, now));

    public override Task<AnnouncedRelease?> AnnounceReleaseAsync(AnnouncedRelease release, DateTimeOffset now, CancellationToken cancellationToken) => Task.Run(
        () => !File.Exists(path) ? throw Missing() : SqliteLedger.Guard(path, () =>
        {
            using Database database = SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWrite);
            return database.Transact(() => ReleaseTable.Announce(database, release, now));
        }), cancellationToken);

    public override async Task<ILabelStore> LabelsAsync(CancellationToken cancellationToken)
    {
        // Brings a ledger of an earlier release to this one's schema.
        await using (await QueryAsync(cancellationToken))
        {
            return new SqliteLabelStore(new BesideLedger(path));
        }
    }

    public override async Task<IBatchStore> BatchesAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await using (await QueryAsync(cancellationToken))
        {
            return new SqliteBatchStore(new BesideLedger(path), keepsContent, clock);
        }
    }

    public override IAsyncEnumerable<SourcedResponse> ResponsesAsync(DateTimeOffset since, CancellationToken cancellationToken) => RejudgeTable.Responses(path, since).ToAsyncEnumerable();

    public override Task<Rejudging> OweAsync(Judge judge, IntakeRule rule, DateTimeOffset since, TimeProvider clock, CancellationToken cancellationToken) =>
        RejudgeTable.OweAsync(path, judge, rule, since, clock, cancellationToken);

    public override Task<long> RemoveAsync(Removal removal, ForgetReplies? forget, TimeProvider clock, CancellationToken cancellationToken) =>
        ResponseRemoval.RemoveAsync(path, removal, forget, clock, cancellationToken);

    /// <summary>Looks at the file, of whatever release.</summary>
    private T Read<T>(Func<Database, string, T> work)
    {
        string full = File.Exists(path) ? Path.GetFullPath(path) : throw Missing();
        return SqliteLedger.Guard(full, () =>
        {
            using Database database = UntouchedDatabase.OpenOfAnyRelease(full);
            return work(database, full);
        });
    }
}
