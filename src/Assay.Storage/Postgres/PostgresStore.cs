using System.Runtime.CompilerServices;
using Assay.Access;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Configuring;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Postgres.Batching;
using Assay.Storage.Postgres.Labels;
using Assay.Storage.Sources;
using Assay.Surfacing;

namespace Assay.Storage.Postgres;

/// <summary>A ledger in a database. Beside the ledger that is opened to work on it, the store has connections of its own.</summary>
internal sealed class PostgresStore(PostgresAddress address, bool keepsContent) : LedgerStore
{
    private const int Chunk = 500;

    private const string Judgeable = """
        SELECT r.response_key, r.received_at, coalesce(h.body, r.body) FROM responses r LEFT JOIN held_texts h USING (response_key) WHERE r.response_key > $1 AND r.received_at >= $2
            AND NOT EXISTS (SELECT 1 FROM responses later WHERE later.id = r.id AND later.revision > r.revision)
            AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = r.response_key AND o.reason = 'no_content')
        ORDER BY r.response_key LIMIT $3
        """;

    private readonly Lazy<PostgresDatabase> _opened = new(() => new PostgresDatabase(address));

    public override string Shown => address.Shown;

    private PostgresDatabase Database => _opened.Value;

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => PostgresMigrator.ExistsAsync(Database, cancellationToken);

    public override async Task<IServiceLedger> OpenAsync(TimeProvider clock, bool isService, CancellationToken cancellationToken) =>
        await PostgresLedger.OpenAsync(address, clock, isService, keepsContent, cancellationToken);

    public override async Task<ILedgerQueries> QueryAsync(CancellationToken cancellationToken)
    {
        await OpenExistingAsync(cancellationToken);
        return new PostgresQueries(new PostgresDatabase(address));
    }

    public override async Task<ILedgerQueries> QueryUntouchedAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            throw Missing();
        }

        await PostgresMigrator.ThrowUnlessCurrentAsync(Database, cancellationToken);
        return new PostgresQueries(new PostgresDatabase(address));
    }

    public override async Task<StoreStatus> StatusAsync(CancellationToken cancellationToken) =>
        await Database.ReadAsync(session => StoreSize.StatusAsync(session, Database), cancellationToken, isLong: true) ?? throw Missing();

    public override async Task<(StoreSchema Before, StoreSchema After)> MigrateAsync(CancellationToken cancellationToken)
    {
        StoreSchema before = await SchemaAsync() ?? throw Missing();
        await OpenExistingAsync(cancellationToken);
        return (before, (await SchemaAsync())!);

        Task<StoreSchema?> SchemaAsync() => Database.ReadAsync(session => PostgresMigrator.SchemaAsync(session, Database), cancellationToken);
    }

    public override Task BackUpAsync(string file, bool overwrites, CancellationToken cancellationToken) => throw new ConfigurationException($"""
        a ledger in PostgreSQL is copied by PostgreSQL's own pg_dump:
          pg_dump --format=custom --schema={PostgresMigrator.Schema} --file={file} {Shown}
        It takes user and password from PGUSER and PGPASSWORD, or from ~/.pgpass.
        """);

    public override async Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken) => await ExistsAsync(cancellationToken)
        ? await Database.ReadAsync(session => session.ListAsync(
            "SELECT name, prefix, hash, scopes, created_at, revoked_at FROM api_keys ORDER BY name COLLATE \"C\"",
            row => new ApiKey(
                row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2), [.. row.GetString(3).Split(' ').Select(SnakeCase.Parse<Scope>)], row.Time(4), row.IsDBNull(5) ? null : row.Time(5))), cancellationToken)
        : [];

    public override async Task<bool> TryAddKeyAsync(ApiKey key, CancellationToken cancellationToken)
    {
        await PostgresMigrator.MigrateAsync(Database, cancellationToken);
        return await Database.TransactAsync(session => session.ExecuteAsync(
            "INSERT INTO api_keys VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING",
            key.Name, key.Prefix, key.Hash.ToArray(), string.Join(' ', key.Scopes.Select(s => s.ToSnakeCase())), key.CreatedAt.ToUnixTimeMilliseconds()), cancellationToken) == 1;
    }

    public override async Task<bool> TryRevokeKeyAsync(string name, DateTimeOffset now, CancellationToken cancellationToken) =>
        await ExistsAsync(cancellationToken) && await Database.TransactAsync(
            session => session.ExecuteAsync("UPDATE api_keys SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL", name, now.ToUnixTimeMilliseconds()), cancellationToken) == 1;

    public override async Task<AnnouncedRelease?> AnnounceReleaseAsync(AnnouncedRelease release, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await OpenExistingAsync(cancellationToken);
        return await Database.TransactAsync(session => ReleaseRows.AnnounceAsync(session, release, now), cancellationToken);
    }

    public override async Task<ILabelStore> LabelsAsync(CancellationToken cancellationToken)
    {
        await OpenExistingAsync(cancellationToken);
        return new PostgresLabelStore(Database);
    }

    public override async Task<IBatchStore> BatchesAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await OpenExistingAsync(cancellationToken);
        return new PostgresBatchStore(Database, worker: null, _ => null, keepsContent, clock);
    }

    public override async IAsyncEnumerable<SourcedResponse> ResponsesAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (await Database.ReadAsync(session => ReadAsync(session, after, since), cancellationToken, isLong: true) is { Count: > 0 } rows)
        {
            foreach ((long key, long _, Response response, bool hasNoTexts) in rows)
            {
                yield return new SourcedResponse(response, "ledger", key, key) { HasNoTexts = hasNoTexts };
            }

            after = rows[^1].Key;
        }
    }

    public override async Task<Rejudging> OweAsync(Judge judge, IntakeRule rule, DateTimeOffset since, TimeProvider clock, CancellationToken cancellationToken)
    {
        await OpenExistingAsync(cancellationToken);
        RunKey run = await Database.TransactAsync(session => RunTable.OpenStandingAsync(session, judge, clock), cancellationToken);
        var all = default(Rejudging);
        long after = 0;
        while (await Database.ReadAsync(session => ReadAsync(session, after, since), cancellationToken, isLong: true) is { Count: > 0 } rows)
        {
            Rejudging some = await Database.TransactAsync(async session =>
            {
                var tallies = new Tallies();
                var owing = new Owing(run, tallies, rule.Sample.Probability, rule.AsksFailedAgain);
                Rejudging more = await owing.OweAsync(session, [.. rows.Select(r => new Owing.Item(
                    r.Key, r.ReceivedAt, rule.Skips(r.Response) ?? (r.HasNoTexts ? (SkipReason.ContentNotKept, Rejudging.Why) : null), DueAt.AfterNew))]);
                tallies.Write(session);
                await session.SendAsync();
                return more;
            }, cancellationToken);
            all = new Rejudging(all.Owed + some.Owed, all.WithoutTexts + some.WithoutTexts);
            after = rows[^1].Key;
        }

        return all;
    }

    public override async Task<long> RemoveAsync(Removal removal, ForgetReplies? forget, TimeProvider clock, CancellationToken cancellationToken)
    {
        await OpenExistingAsync(cancellationToken);
        (string which, object value) = removal switch
        {
            Removal.OfId { Id: var id } => ("id = $2", (object)RowReading.Utf8(id)!),
            Removal.OfUser { User: var user } => ("body_json(body) #>> '{metadata,user}' = $2", RowReading.Asked(user)),
            Removal.ReceivedBefore { Time: var time } => ("received_at < $2", time.ToUnixTimeMilliseconds()),
            _ => throw new ArgumentOutOfRangeException(nameof(removal)),
        };
        long removed = 0;
        long after = 0;
        while (await ResponseRemoval.RemoveSomeAsync(Database, (which, value), after, forget, cancellationToken) is { Count: > 0 } keys)
        {
            removed += keys.Count;
            after = keys[^1];
        }

        return removed;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_opened.IsValueCreated)
        {
            await _opened.Value.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private static async Task<List<(long Key, long ReceivedAt, Response Response, bool HasNoTexts)>> ReadAsync(PostgresSession session, long after, DateTimeOffset since) => await session.ListAsync(
        Judgeable, row => (row.GetInt64(0), row.GetInt64(1), UnkeptContent.Read(row.GetFieldValue<byte[]>(2), row.GetInt64(0)), UnkeptContent.IsRest(row.GetFieldValue<byte[]>(2))), after, since.ToUnixTimeMilliseconds(), (long)Chunk);

    /// <summary>A ledger of an earlier release is brought to this one's schema.</summary>
    private async Task OpenExistingAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            throw Missing();
        }

        await PostgresMigrator.MigrateAsync(Database, cancellationToken);
    }
}
