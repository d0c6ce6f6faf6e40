using Assay.Scoring.Running;
using Assay.Storage.Sqlite.Rollups;

namespace Assay.Storage.Sqlite;

/// <summary>
/// What is counted along with every change of an outcome: outcomes by hour of receipt, which is the ledger's equation, and the
/// rollups that figures come from. Gathers the changes of one transaction and writes them at its end.
/// </summary>
internal sealed class Tallies : TallyChanges, IDisposable
{
    private readonly Statement _add;
    private readonly RollupTable _rollups;
    private readonly ClusterTable _clusters;

    public Tallies(Database database)
    {
        Slices = new SliceTable(database);
        _rollups = new RollupTable(database);
        _clusters = new ClusterTable(database);
        Decided = new DecidedOutcomes(database, Slices, _rollups, _clusters);
        _add = new Statement(database, """
            INSERT INTO tallies (judge_version_key, hour, state, reason, outcomes) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET outcomes = outcomes + excluded.outcomes
            """);
    }

    public SliceTable Slices { get; }

    public DecidedOutcomes Decided { get; }

    public override void Begin()
    {
        base.Begin();
        Slices.Begin();
        _rollups.Begin();
        _clusters.Begin();
    }

    public void Write()
    {
        foreach ((long version, long hour, OutcomeState state, string reason, long change) in Changes)
        {
            _add.Set(1, version).Set(2, hour).Set(3, (long)state).Set(4, reason).Set(5, change).Execute();
        }

        _rollups.Write();
        _clusters.Write();
        base.Begin();
    }

    public void Dispose()
    {
        _add.Dispose();
        Decided.Dispose();
        _rollups.Dispose();
        _clusters.Dispose();
        Slices.Dispose();
    }
}
