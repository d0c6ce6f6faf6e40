using Assay.Integration.Tests.Testing;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresCorrectedMeansTests(PostgresServer server) : CorrectedMeansContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<LedgerStore> StoreAsync() => LedgerStore.Of(server.Url(_database ??= await server.CreateDatabaseAsync()));
}
