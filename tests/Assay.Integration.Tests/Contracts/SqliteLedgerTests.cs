using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteLedgerTests : LedgerAccountContract
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_account_shows_a_response_that_lost_its_outcome()
    {
        RunKey run = await OpenRunAsync();
        await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2));
        using (var connection = new SqliteConnection($"Data Source={_folder.File("ledger.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DELETE FROM outcomes WHERE response_key = 1";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);

        Assert.Equal((2, 1, false), (account.Accepted, account.Owed, account.Balances));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(SqliteLedger.Open(_folder.File("ledger.db"), TimeProvider.System));
}
