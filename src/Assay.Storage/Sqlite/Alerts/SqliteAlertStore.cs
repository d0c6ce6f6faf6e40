using Assay.Surfacing.Alerts;

namespace Assay.Storage.Sqlite.Alerts;

/// <summary>Rules, states and incidents in the ledger's file; it writes through the ledger's connection, in turn with it.</summary>
internal sealed class SqliteAlertStore(IDatabaseAccess ledger, TimeProvider clock) : SqliteAlertReads<IDatabaseAccess>(ledger), IAlertStore
{
    /// <summary>There is no other process: the file is locked.</summary>
    public Task<bool> TryWatchAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> SaveAsync(AlertState state, Incident? incident, AlertNotice? notice, IReadOnlyList<string> receivers, CancellationToken cancellationToken) => Ledger.WriteAsync(
        d =>
        {
            AlertTables.Save(d, state);
            if (incident is not null)
            {
                AlertTables.Save(d, incident);
            }

            if (notice is not null)
            {
                AlertTables.Save(d, notice, receivers);
            }

            return true;
        },
        cancellationToken);

    public Task<bool> TryAcknowledgeAsync(Guid incident, Acknowledgement acknowledgement, CancellationToken cancellationToken) =>
        Ledger.WriteAsync(d => AlertTables.TryAcknowledge(d, incident, acknowledgement), cancellationToken);

    public Task SaveRuleAsync(string name, string? yaml, CancellationToken cancellationToken) =>
        Ledger.WriteAsync(d => AlertTables.SaveRule(d, name, yaml, clock.GetUtcNow()), cancellationToken);

    public Task MuteAsync(string rule, DateTimeOffset? until, CancellationToken cancellationToken) => Ledger.WriteAsync(d => AlertTables.Mute(d, rule, until), cancellationToken);
}
