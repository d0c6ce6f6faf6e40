using Assay.Integration.Tests.Testing;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteBatchServiceTests : BatchServiceContract
{
    private readonly TemporaryFolder _folder = new();

    protected override int Processes => 1;

    public override void Dispose()
    {
        base.Dispose();
        _folder.Dispose();
    }

    protected override Task<LedgerStore> StoreAsync() => Task.FromResult(LedgerStore.Of(_folder.File("ledger.db")));
}
