using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing.Alerts;

namespace Assay.Integration.Tests.Contracts;

public sealed class PostgresAlertStoreTests(PostgresServer server) : AlertStoreContract, IClassFixture<PostgresServer>
{
    private string? _database;

    [Fact]
    public async Task Of_two_processes_one_watches_and_only_it_saves_until_it_is_gone()
    {
        await using IServiceLedger first = await OpenAsync();
        IServiceLedger second = await OpenAsync();
        (AlertState state, Incident incident) = Opened();

        Assert.True(await second.Alerts.TryWatchAsync(Cancel));
        Assert.False(await first.Alerts.TryWatchAsync(Cancel));
        Assert.False(await first.Alerts.SaveAsync(state, incident, null, [], Cancel));
        Assert.Empty(await first.Alerts.IncidentsAsync(new IncidentQuery(), Cancel));
        await second.DisposeAsync();

        Assert.True(await first.Alerts.TryWatchAsync(Cancel));
        Assert.True(await first.Alerts.SaveAsync(state, incident, null, [], Cancel));
    }

    protected override async Task<IServiceLedger> OpenAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        await using var store = LedgerStore.Of(server.Url(_database));
        return await store.OpenAsync(Clock, isService: true, Cancel);
    }

    protected override async Task<ILedgerQueries> QueryAsync()
    {
        await using var store = LedgerStore.Of(server.Url(_database!));
        return await store.QueryAsync(Cancel);
    }
}
