using Assay.Scoring.Running;

namespace Assay.Storage;

/// <summary>What one transaction changes in the counts of outcomes, by judge version, hour of receipt, state and reason.</summary>
internal abstract class TallyChanges
{
    private const long Hour = 3_600_000;

    private readonly Dictionary<(long Version, long Hour, OutcomeState State, string Reason), long> _changes = [];

    /// <summary>Forgets what a transaction that was rolled back had gathered.</summary>
    public virtual void Begin() => _changes.Clear();

    /// <param name="receivedAt">Milliseconds since 1970 UTC.</param>
    public void Add(long version, long receivedAt, OutcomeState state, string? reason) => Change(version, receivedAt, state, reason, 1);

    public void Remove(long version, long receivedAt, OutcomeState state, string? reason) => Change(version, receivedAt, state, reason, -1);

    public void Move(long version, long receivedAt, (OutcomeState State, string? Reason) from, (OutcomeState State, string? Reason) to)
    {
        Change(version, receivedAt, from.State, from.Reason, -1);
        Change(version, receivedAt, to.State, to.Reason, 1);
    }

    protected IEnumerable<(long Version, long Hour, OutcomeState State, string Reason, long Change)> Changes =>
        _changes.Where(c => c.Value != 0).Select(c => (c.Key.Version, c.Key.Hour, c.Key.State, c.Key.Reason, c.Value));

    private void Change(long version, long receivedAt, OutcomeState state, string? reason, int change)
    {
        (long, long, OutcomeState, string) key = (version, receivedAt / Hour, state, reason ?? "");
        _changes[key] = _changes.GetValueOrDefault(key) + change;
    }
}
