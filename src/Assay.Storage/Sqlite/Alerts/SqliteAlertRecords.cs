using Assay.Surfacing.Alerts;

namespace Assay.Storage.Sqlite.Alerts;

/// <summary>Rules, states and incidents of a ledger that is only read.</summary>
internal sealed class SqliteAlertRecords(LedgerQueries ledger) : IAlertRecords
{
    public Task<IReadOnlyList<AlertState>> StatesAsync(CancellationToken cancellationToken) => Task.Run(() => ledger.Read(AlertTables.States), cancellationToken);

    public Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken) => Task.Run(() => ledger.Read(d => AlertTables.Incidents(d, query)), cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> RulesAsync(CancellationToken cancellationToken) => Task.Run(() => ledger.Read(AlertTables.Rules), cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> MutesAsync(CancellationToken cancellationToken) => Task.Run(() => ledger.Read(AlertTables.Mutes), cancellationToken);
}
