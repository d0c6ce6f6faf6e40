using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>Gathers the changes of one transaction in the counts of outcomes, and writes them at its end.</summary>
internal sealed class Tallies(Database database) : TallyChanges, IDisposable
{
    private readonly Statement _add = new(database, """
        INSERT INTO tallies (judge_version_key, hour, state, reason, outcomes) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET outcomes = outcomes + excluded.outcomes
        """);

    public void Write()
    {
        foreach ((long version, long hour, OutcomeState state, string reason, long change) in Changes)
        {
            _add.Set(1, version).Set(2, hour).Set(3, (long)state).Set(4, reason).Set(5, change).Execute();
        }

        Begin();
    }

    public void Dispose() => _add.Dispose();
}
