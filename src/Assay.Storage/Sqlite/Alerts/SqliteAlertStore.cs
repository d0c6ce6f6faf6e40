using Assay.Surfacing.Alerts;

namespace Assay.Storage.Sqlite.Alerts;

/// <summary>Rules, states and incidents in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
internal sealed class SqliteAlertStore(SqliteLedger ledger, Database database, TimeProvider clock) : IAlertStore
{
    /// <summary>There is no other process: the file is locked.</summary>
    public Task<bool> TryWatchAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> SaveAsync(AlertState state, Incident? incident, AlertNotice? notice, IReadOnlyList<string> receivers, CancellationToken cancellationToken) => ledger.WriteAsync(
        () =>
        {
            AlertTables.Save(database, state);
            if (incident is not null)
            {
                AlertTables.Save(database, incident);
            }

            if (notice is not null)
            {
                AlertTables.Save(database, notice, receivers);
            }

            return true;
        },
        cancellationToken);

    public Task<bool> TryAcknowledgeAsync(Guid incident, Acknowledgement acknowledgement, CancellationToken cancellationToken) =>
        ledger.WriteAsync(() => AlertTables.TryAcknowledge(database, incident, acknowledgement), cancellationToken);

    public Task SaveRuleAsync(string name, string? yaml, CancellationToken cancellationToken) =>
        ledger.WriteAsync(() => AlertTables.SaveRule(database, name, yaml, clock.GetUtcNow()), cancellationToken);

    public Task MuteAsync(string rule, DateTimeOffset? until, CancellationToken cancellationToken) => ledger.WriteAsync(() => AlertTables.Mute(database, rule, until), cancellationToken);

    public Task<IReadOnlyList<AlertState>> StatesAsync(CancellationToken cancellationToken) => ReadAsync(AlertTables.States, cancellationToken);

    public Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken) => ReadAsync(d => AlertTables.Incidents(d, query), cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> RulesAsync(CancellationToken cancellationToken) => ReadAsync(AlertTables.Rules, cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> MutesAsync(CancellationToken cancellationToken) => ReadAsync(AlertTables.Mutes, cancellationToken);

    private Task<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken) => Task.Run(() => ledger.Read(read), cancellationToken);
}
