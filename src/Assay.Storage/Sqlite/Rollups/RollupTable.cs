using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>
/// How often each score was given and each outcome happened, by judge version, hour and slice. Gathers the changes of one
/// transaction and writes them at its end.
/// </summary>
internal sealed class RollupTable(Database database) : IDisposable
{
    private readonly Dictionary<(long Version, long Slice, long Hour, string Criterion, double Probability, double Score), long> _scores = [];
    private readonly Dictionary<(long Version, long Slice, long Hour, OutcomeState State, string Reason), long> _outcomes = [];

    private readonly Statement _addScores = new(database, """
        INSERT INTO score_rollups (judge_version_key, slice_key, hour, criterion, inclusion_probability, score, scores) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET scores = scores + excluded.scores
        """);

    private readonly Statement _addOutcomes = new(database, """
        INSERT INTO outcome_rollups (judge_version_key, slice_key, hour, state, reason, outcomes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET outcomes = outcomes + excluded.outcomes
        """);

    /// <summary>Forgets what a transaction that was rolled back had gathered.</summary>
    public void Begin()
    {
        _scores.Clear();
        _outcomes.Clear();
    }

    /// <param name="scores">By criterion, the overall score among them.</param>
    /// <param name="count">1, or -1 to take it back.</param>
    public void Scored(long version, Placement place, double probability, IEnumerable<(string Criterion, double Score)> scores, int count = 1)
    {
        Count(version, place, OutcomeState.Scored, "", count);
        foreach ((string criterion, double score) in scores)
        {
            Change(_scores, (version, 0, place.Hour, criterion, probability, score), count);
            foreach (long slice in place.Slices)
            {
                Change(_scores, (version, slice, place.Hour, criterion, probability, score), count);
            }
        }
    }

    public void Unscored(long version, Placement place, string reason, int count = 1) => Count(version, place, OutcomeState.Unscored, reason, count);

    public void Write()
    {
        foreach (((long version, long slice, long hour, string criterion, double probability, double score), long change) in _scores.Where(c => c.Value != 0))
        {
            _addScores.Set(1, version).Set(2, slice).Set(3, hour).Set(4, criterion).Set(5, probability).Set(6, score).Set(7, change).Execute();
        }

        foreach (((long version, long slice, long hour, OutcomeState state, string reason), long change) in _outcomes.Where(c => c.Value != 0))
        {
            _addOutcomes.Set(1, version).Set(2, slice).Set(3, hour).Set(4, (long)state).Set(5, reason).Set(6, change).Execute();
        }

        Begin();
    }

    public void Dispose()
    {
        _addScores.Dispose();
        _addOutcomes.Dispose();
    }

    private void Count(long version, Placement place, OutcomeState state, string reason, int count)
    {
        Change(_outcomes, (version, 0, place.Hour, state, reason), count);
        foreach (long slice in place.Slices)
        {
            Change(_outcomes, (version, slice, place.Hour, state, reason), count);
        }
    }

    private static void Change<T>(Dictionary<T, long> changes, T key, int count)
        where T : notnull => changes[key] = changes.GetValueOrDefault(key) + count;
}
