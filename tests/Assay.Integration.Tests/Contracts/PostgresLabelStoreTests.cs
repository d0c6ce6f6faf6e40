using Assay.Integration.Tests.Testing;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresLabelStoreTests(PostgresServer server) : LabelStoreContract, IClassFixture<PostgresServer>
{
    private string? _database;

    protected override async Task<LedgerStore> StoreAsync(bool keepsContent = true) => LedgerStore.Of(server.Url(_database ??= await server.CreateDatabaseAsync()), keepsContent);

    [Fact]
    public async Task A_ledger_that_had_later_scripts_before_is_given_the_tables_of_labels()
    {
        string earlier = await server.CreateDatabaseAsync();
        await using LedgerStore store = LedgerStore.Of(server.Url(earlier));
        await (await store.OpenAsync(TimeProvider.System, isService: false, Cancel)).DisposeAsync();
        await server.ExecuteAsync(earlier, "DROP TABLE assay.label_items, assay.label_queues, assay.human_labels, assay.label_skips; DELETE FROM assay.schema_version WHERE number = 6");

        Assert.Empty(await (await store.LabelsAsync(Cancel)).QueuesAsync(Cancel));
    }
}
