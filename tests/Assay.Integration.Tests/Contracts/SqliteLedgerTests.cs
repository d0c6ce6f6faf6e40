using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Storage;
using Assay.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteLedgerTests : LedgerSpendingContract
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

    [Fact]
    public async Task The_trail_of_a_response_shows_its_attempts_in_the_order_they_were_made_and_nothing_of_what_was_lost()
    {
        RunKey run = await OpenRunAsync();
        AcceptedResponse response = (await AcceptAsync(run, Material.Response("a", 1))).Accepted.Single();
        Attempt[] parked = [Material.Attempt(1, AttemptResult.Transient, 0, "down"), Material.Attempt(0, AttemptResult.Throttled, 0, "slow down") with { StartedAt = Material.Noon.AddSeconds(1) }];
        await RecordAsync(run, response, new Judged.Parked("down") { Attempts = parked });
        await Ledger.ReserveAsync(run, 1, Cancel);
        await ReopenAsync();
        await RecordAsync(run, response, Material.Scored(attempts: [Material.Attempt(0) with { StartedAt = Material.Noon.AddSeconds(2) }, Material.Attempt(1) with { StartedAt = Material.Noon.AddSeconds(3) }]));

        using LedgerQueries queries = LedgerQueries.Open(_folder.File("ledger.db"));
        Trail.Judgment judgment = Assert.Single(Assert.Single(queries.Trail("a")!.Revisions).Judgments);

        Assert.Equal(
            [(1, AttemptResult.Transient), (0, AttemptResult.Throttled), (0, AttemptResult.Read), (1, AttemptResult.Read)], judgment.Attempts.Select(a => (a.Question, a.Result)));
        Assert.Equal(judgment.Attempts.Count, judgment.Result.Attempts);
    }

    [Fact]
    public async Task The_log_that_a_long_reading_made_grow_shrinks_again()
    {
        const int limit = 40 * 1024 * 1024;
        var log = new FileInfo(_folder.File("ledger.db-wal"));
        string large = new('x', 100_000);
        RunKey run = await OpenRunAsync();
        long line = 1;
        await WriteAsync(10);
        await using (IAsyncEnumerator<ResultRow> reading = Ledger.ResultsAsync(run, Cancel).GetAsyncEnumerator(Cancel))
        {
            await reading.MoveNextAsync();
            await WriteAsync(600);
            log.Refresh();
            Assert.True(log.Length > limit, $"{log.Length}");
        }

        await WriteAsync(600);
        log.Refresh();
        Assert.True(log.Length <= limit, $"{log.Length}");

        async Task WriteAsync(int count)
        {
            for (long end = line + count; line < end; line += 10)
            {
                await AcceptAsync(run, [.. Enumerable.Range(0, 10).Select(i => Material.Response($"r{line + i}", line + i, large))]);
            }
        }
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

    protected override Task<ILedger> OpenAsync() => Task.FromResult<ILedger>(SqliteLedger.Open(_folder.File("ledger.db"), Clock));

    protected override async Task<IReadOnlyList<LedgerFinding>> CheckAsync()
    {
        await using var store = LedgerStore.Of(_folder.File("ledger.db"));
        await using ILedgerQueries ledger = await store.QueryAsync(Cancel);
        return await ledger.CheckAsync(Cancel);
    }

}
