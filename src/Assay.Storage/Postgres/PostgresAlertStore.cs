using Assay.Surfacing.Alerts;

namespace Assay.Storage.Postgres;

/// <summary>Rules, states and incidents in the ledger's database. Of the processes on it one watches at a time.</summary>
internal sealed class PostgresAlertStore(PostgresDatabase database, WorkerLease worker, TimeProvider clock) : IAlertStore
{
    private readonly PostgresAlertRecords _records = new(database);

    public Task<bool> TryWatchAsync(CancellationToken cancellationToken) => worker.WorkAsync(AlertRows.TryWatchAsync, cancellationToken);

    public Task<bool> SaveAsync(AlertState state, Incident? incident, AlertNotice? notice, IReadOnlyList<string> receivers, CancellationToken cancellationToken) => worker.WorkAsync(
        async (session, id) =>
        {
            if (!await AlertRows.TryWatchAsync(session, id))
            {
                return false;
            }

            AlertRows.Save(session, state);
            if (incident is not null)
            {
                AlertRows.Save(session, incident);
            }

            if (notice is not null)
            {
                await AlertRows.SaveAsync(session, notice, receivers);
            }

            await session.SendAsync();
            return true;
        },
        cancellationToken);

    public Task<bool> TryAcknowledgeAsync(Guid incident, Acknowledgement acknowledgement, CancellationToken cancellationToken) =>
        database.TransactAsync(session => AlertRows.TryAcknowledgeAsync(session, incident, acknowledgement), cancellationToken);

    public Task SaveRuleAsync(string name, string? yaml, CancellationToken cancellationToken) =>
        database.TransactAsync(session => AlertRows.SaveRuleAsync(session, name, yaml, clock.GetUtcNow()), cancellationToken);

    public Task MuteAsync(string rule, DateTimeOffset? until, CancellationToken cancellationToken) =>
        database.TransactAsync(session => AlertRows.MuteAsync(session, rule, until), cancellationToken);

    public Task<IReadOnlyList<AlertState>> StatesAsync(CancellationToken cancellationToken) => _records.StatesAsync(cancellationToken);

    public Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken) => _records.IncidentsAsync(query, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> RulesAsync(CancellationToken cancellationToken) => _records.RulesAsync(cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> MutesAsync(CancellationToken cancellationToken) => _records.MutesAsync(cancellationToken);
}
