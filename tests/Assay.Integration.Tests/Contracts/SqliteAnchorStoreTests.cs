using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteAnchorStoreTests : AnchorStoreContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IServiceLedger> OpenAsync() => Task.FromResult<IServiceLedger>(SqliteLedger.Open(_folder.File("ledger.db"), Clock, isService: true));

    protected override async Task<ILedgerQueries> QueryAsync()
    {
        await using var store = LedgerStore.Of(_folder.File("ledger.db"));
        return await store.QueryAsync(Cancel);
    }
}
