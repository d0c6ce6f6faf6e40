using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public class PostgresServiceLedgerTests(PostgresServer server) : ServiceLedgerContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<IServiceLedger> OpenAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        await using var store = LedgerStore.Of(server.Url(_database), KeepsContent);
        return await store.OpenAsync(Clock, isService: true, Cancel);
    }

    protected override LedgerStore Store() => LedgerStore.Of(server.Url(_database!));

    protected override async Task<IReadOnlyList<LedgerFinding>> CheckAsync()
    {
        await using LedgerStore store = Store();
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        return await ledger.CheckAsync(Cancel);
    }
}

/// <summary>A ledger that keeps no content does the same.</summary>
public sealed class PostgresServiceLedgerWithoutContentTests : PostgresServiceLedgerTests
{
    public PostgresServiceLedgerWithoutContentTests(PostgresServer server)
        : base(server) => KeepsContent = false;
}
