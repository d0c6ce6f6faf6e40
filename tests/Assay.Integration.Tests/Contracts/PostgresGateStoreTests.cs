using Assay.Integration.Tests.Testing;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresGateStoreTests(PostgresServer server) : GateStoreContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<LedgerStore> StoreAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        return LedgerStore.Of(server.Url(_database));
    }
}
