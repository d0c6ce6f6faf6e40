using Assay.Surfacing.Alerts;

namespace Assay.Storage.Sqlite.Alerts;

/// <summary>Rules, states and incidents, as they stand in a ledger's file.</summary>
internal abstract class SqliteAlertReads<TLedger>(TLedger ledger) : StoredRecords<TLedger>(ledger), IAlertRecords
    where TLedger : IDatabaseReads
{
    public Task<IReadOnlyList<AlertState>> StatesAsync(CancellationToken cancellationToken) => ReadAsync(AlertTables.States, cancellationToken);

    public Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken) => ReadAsync(d => AlertTables.Incidents(d, query), cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> RulesAsync(CancellationToken cancellationToken) => ReadAsync(AlertTables.Rules, cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> MutesAsync(CancellationToken cancellationToken) => ReadAsync(AlertTables.Mutes, cancellationToken);
}
