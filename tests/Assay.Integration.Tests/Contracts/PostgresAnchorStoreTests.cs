using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresAnchorStoreTests(PostgresServer server) : AnchorStoreContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<IServiceLedger> OpenAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        await using var store = LedgerStore.Of(server.Url(_database));
        return await store.OpenAsync(Clock, isService: true, Cancel);
    }

    protected override async Task<ILedgerQueries> QueryAsync()
    {
        await using var store = LedgerStore.Of(server.Url(_database!));
        return await store.QueryAsync(Cancel);
    }
}
