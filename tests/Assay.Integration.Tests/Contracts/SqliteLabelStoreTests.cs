using System.Globalization;
using Assay.Integration.Tests.Testing;
using Assay.Storage;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteLabelStoreTests : LabelStoreContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<LedgerStore> StoreAsync(bool keepsContent = true) => Task.FromResult(LedgerStore.Of(_folder.File("ledger.db"), keepsContent));

    [Fact]
    public async Task A_ledger_that_had_later_scripts_before_is_given_the_tables_of_labels()
    {
        string path = _folder.File("earlier.db");
        await using LedgerStore store = LedgerStore.Of(path);
        // As it was before scripts were listed: without those of labels, anchors and prompts.
        foreach (string script in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src/Assay.Storage/Sqlite/Migrations")).Order(StringComparer.Ordinal))
        {
            int number = int.Parse(Path.GetFileName(script)[..4], CultureInfo.InvariantCulture);
            if (number is <= 24 and not (18 or 21 or 23))
            {
                await ExecuteAsync(path, await File.ReadAllTextAsync(script, Cancel));
            }
        }

        await ExecuteAsync(path, $"PRAGMA application_id = {await ApplicationIdAsync()}; PRAGMA user_version = 24");

        Assert.Empty(await (await store.LabelsAsync(Cancel)).QueuesAsync(Cancel));
        Assert.Empty(await (await store.LabelsAsync(Cancel)).CountsAsync(Cancel));
    }

    private async Task<long> ApplicationIdAsync()
    {
        string path = _folder.File("now.db");
        await using LedgerStore store = LedgerStore.Of(path);
        await (await store.OpenAsync(TimeProvider.System, isService: false, Cancel)).DisposeAsync();
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA application_id";
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
