using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresLedgerTests(PostgresServer server) : LedgerSpendingContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<ILedger> OpenAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        await using var store = LedgerStore.Of(server.Url(_database));
        return await store.OpenAsync(Clock, isService: false, Cancel);
    }

    protected override async Task<IReadOnlyList<LedgerFinding>> CheckAsync()
    {
        await using var store = LedgerStore.Of(server.Url(_database!));
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        return await ledger.CheckAsync(Cancel);
    }
}
