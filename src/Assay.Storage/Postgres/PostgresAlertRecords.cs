using Assay.Surfacing.Alerts;

namespace Assay.Storage.Postgres;

/// <summary>Rules, states and incidents of a ledger that is only read.</summary>
internal sealed class PostgresAlertRecords(PostgresDatabase database) : IAlertRecords
{
    public Task<IReadOnlyList<AlertState>> StatesAsync(CancellationToken cancellationToken) => database.ReadAsync(AlertRows.StatesAsync, cancellationToken);

    public Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => AlertRows.IncidentsAsync(session, query), cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> RulesAsync(CancellationToken cancellationToken) => database.ReadAsync(AlertRows.RulesAsync, cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> MutesAsync(CancellationToken cancellationToken) => database.ReadAsync(AlertRows.MutesAsync, cancellationToken);
}
