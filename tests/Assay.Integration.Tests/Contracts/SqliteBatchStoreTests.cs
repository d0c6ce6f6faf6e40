using Assay.Integration.Tests.Testing;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteBatchStoreTests : BatchStoreContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<LedgerStore> StoreAsync() => Task.FromResult(LedgerStore.Of(_folder.File("ledger.db")));
}
