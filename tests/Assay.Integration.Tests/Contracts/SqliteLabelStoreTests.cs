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
        await (await store.OpenAsync(TimeProvider.System, isService: false, Cancel)).DisposeAsync();
        // As it was before scripts were listed.
        await ExecuteAsync(path, "DROP TABLE schema_scripts; DROP TABLE label_items; DROP TABLE label_queues; DROP TABLE human_labels; DROP TABLE label_skips; DROP TABLE anchor_readings; DROP TABLE prompt_versions; DROP TABLE prompt_uses; PRAGMA user_version = 24");

        Assert.Empty(await (await store.LabelsAsync(Cancel)).QueuesAsync(Cancel));
        Assert.Empty(await (await store.LabelsAsync(Cancel)).CountsAsync(Cancel));
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
