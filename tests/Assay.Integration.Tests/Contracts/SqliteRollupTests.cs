using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteRollupTests : RollupContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IServiceLedger> OpenAsync() => Task.FromResult<IServiceLedger>(SqliteLedger.Open(_folder.File("ledger.db"), Clock, isService: true));

    protected override IReadOnlyList<LedgerFinding> Check()
    {
        using LedgerQueries ledger = LedgerQueries.Open(_folder.File("ledger.db"));
        return ledger.Check();
    }
}
