using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresOutboxTests(PostgresServer server) : OutboxContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<(IServiceLedger Ledger, IOutbox Outbox)> OpenAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        await using var store = LedgerStore.Of(server.Url(_database));
        IServiceLedger ledger = await store.OpenAsync(Clock, isService: true, Cancel);
        return (ledger, ledger.Outbox);
    }

    protected override async Task<IReadOnlyList<LedgerFinding>> CheckAsync()
    {
        await using var store = LedgerStore.Of(server.Url(_database!));
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        return await ledger.CheckAsync(Cancel);
    }
}
