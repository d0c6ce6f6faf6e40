using Assay.Integration.Tests.Testing;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresBatchStoreTests(PostgresServer server) : BatchStoreContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<LedgerStore> StoreAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        return LedgerStore.Of(server.Url(_database));
    }
}
