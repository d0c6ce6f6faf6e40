using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteServiceLedgerTests : ServiceLedgerContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IServiceLedger> OpenAsync() => Task.FromResult<IServiceLedger>(SqliteLedger.Open(_folder.File("ledger.db"), Clock, isService: true));

    protected override LedgerStore Store() => LedgerStore.Of(_folder.File("ledger.db"));

    protected override async Task<IReadOnlyList<LedgerFinding>> CheckAsync()
    {
        await using LedgerStore store = Store();
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        return await ledger.CheckAsync(Cancel);
    }
}
