using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public class SqliteServiceLedgerTests : ServiceLedgerContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override Task<IServiceLedger> OpenAsync() => Task.FromResult<IServiceLedger>(SqliteLedger.Open(_folder.File("ledger.db"), Clock, isService: true, KeepsContent));

    protected override LedgerStore Store() => LedgerStore.Of(_folder.File("ledger.db"));

    protected override async Task<IReadOnlyList<LedgerFinding>> CheckAsync()
    {
        await using LedgerStore store = Store();
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        return await ledger.CheckAsync(Cancel);
    }
}

/// <summary>A ledger that keeps no content does the same.</summary>
public sealed class SqliteServiceLedgerWithoutContentTests : SqliteServiceLedgerTests
{
    public SqliteServiceLedgerWithoutContentTests() => KeepsContent = false;
}
