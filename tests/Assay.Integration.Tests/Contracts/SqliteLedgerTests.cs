using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
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
        Ask("DELETE FROM outcomes WHERE response_key = 1");

        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);

        Assert.Equal((2, 1, false), (account.Accepted, account.Owed, account.Balances));
    }

    [Fact]
    public async Task A_price_is_noted_once_per_run()
    {
        RunKey run = await OpenRunAsync();
        await Ledger.SavePriceAsync(run, new ModelPrice(0.15m, 0.075m, 0.60m), Cancel);
        await Ledger.SavePriceAsync(run, new ModelPrice(0.15m, 0.075m, 0.600m), Cancel);
        await Ledger.SavePriceAsync(run, new ModelPrice(0.15m, 0.075m, 1_000m), Cancel);

        Assert.Equal("0.15 0.075 0.6, 0.15 0.075 1000", Ask("""
            SELECT group_concat(input_usd_per_million || ' ' || cached_input_usd_per_million || ' ' || output_usd_per_million, ', ') FROM prices
            """));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private object? Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("ledger.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this class come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(SqliteLedger.Open(_folder.File("ledger.db"), TimeProvider.System));
}
