using Assay.Integration.Tests.Testing;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresBatchServiceTests(PostgresServer server) : BatchServiceContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override int Processes => 2;

    protected override async Task<LedgerStore> StoreAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        return LedgerStore.Of(server.Url(_database));
    }
}
