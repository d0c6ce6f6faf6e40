using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Storage.Sqlite;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteOutboxTests : OutboxContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<(IServiceLedger Ledger, IOutbox Outbox)> OpenAsync()
    {
        SqliteLedger ledger = SqliteLedger.Open(_folder.File("ledger.db"), Clock, isService: true);
        return Task.FromResult<(IServiceLedger, IOutbox)>((ledger, ledger.Outbox));
    }

    protected override async Task<IReadOnlyList<LedgerFinding>> CheckAsync()
    {
        await using var store = LedgerStore.Of(_folder.File("ledger.db"));
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        return await ledger.CheckAsync(Cancel);
    }
}
