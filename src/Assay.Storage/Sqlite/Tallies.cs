using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>Counts of outcomes by judge version, hour of receipt, state and reason. Gathers the changes of one transaction and writes them at its end.</summary>
internal sealed class Tallies(Database database) : IDisposable
{
    private const long Hour = 3_600_000;

    private readonly Dictionary<(long Version, long Hour, OutcomeState State, string Reason), long> _changes = [];
    private readonly Statement _add = new(database, """
        INSERT INTO tallies (judge_version_key, hour, state, reason, outcomes) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET outcomes = outcomes + excluded.outcomes
        """);

    /// <summary>Forgets what a transaction that was rolled back had gathered.</summary>
    public void Begin() => _changes.Clear();

    /// <param name="receivedAt">Milliseconds since 1970 UTC.</param>
    public void Add(long version, long receivedAt, OutcomeState state, string? reason) => Change(version, receivedAt, state, reason, 1);

    public void Remove(long version, long receivedAt, OutcomeState state, string? reason) => Change(version, receivedAt, state, reason, -1);

    public void Move(long version, long receivedAt, (OutcomeState State, string? Reason) from, (OutcomeState State, string? Reason) to)
    {
        Change(version, receivedAt, from.State, from.Reason, -1);
        Change(version, receivedAt, to.State, to.Reason, 1);
    }

    public void Write()
    {
        foreach (((long version, long hour, OutcomeState state, string reason), long change) in _changes.Where(c => c.Value != 0))
        {
            _add.Set(1, version).Set(2, hour).Set(3, (long)state).Set(4, reason).Set(5, change).Execute();
        }

        _changes.Clear();
    }

    public void Dispose() => _add.Dispose();

    private void Change(long version, long receivedAt, OutcomeState state, string? reason, int change)
    {
        (long, long, OutcomeState, string) key = (version, receivedAt / Hour, state, reason ?? "");
        _changes[key] = _changes.GetValueOrDefault(key) + change;
    }
}
