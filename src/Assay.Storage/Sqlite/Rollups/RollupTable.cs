using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>
/// How often each score was given and each outcome happened, by judge version, hour and slice, and by day too. Gathers the changes
/// of one transaction and writes them at its end.
/// </summary>
internal sealed class RollupTable(Database database) : IDisposable
{
    private const long HoursOfDay = 24;

    private readonly Dictionary<ScoreKey, long> _scores = [];
    private readonly Dictionary<OutcomeKey, long> _outcomes = [];

    private readonly Statement _addHourlyScores = AddScores(database, "score_rollups");
    private readonly Statement _addDailyScores = AddScores(database, "daily_scores");
    private readonly Statement _addHourlyOutcomes = AddOutcomes(database, "outcome_rollups");
    private readonly Statement _addDailyOutcomes = AddOutcomes(database, "daily_outcomes");

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
            Change(_scores, new(version, 0, place.Hour, criterion, probability, score), count);
            foreach (long slice in place.Slices)
            {
                Change(_scores, new(version, slice, place.Hour, criterion, probability, score), count);
            }
        }
    }

    public void Unscored(long version, Placement place, string reason, int count = 1) => Count(version, place, OutcomeState.Unscored, reason, count);

    public void Write()
    {
        WriteScores(_addHourlyScores, _scores);
        WriteScores(_addDailyScores, Added(_scores, k => k with { Hour = k.Hour / HoursOfDay }));
        WriteOutcomes(_addHourlyOutcomes, _outcomes);
        WriteOutcomes(_addDailyOutcomes, Added(_outcomes, k => k with { Hour = k.Hour / HoursOfDay }));
        Begin();
    }

    public void Dispose()
    {
        _addHourlyScores.Dispose();
        _addDailyScores.Dispose();
        _addHourlyOutcomes.Dispose();
        _addDailyOutcomes.Dispose();
    }

    private static Statement AddScores(Database database, string table) =>
        new(database, $"INSERT INTO {table} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET scores = scores + excluded.scores");

    private static Statement AddOutcomes(Database database, string table) =>
        new(database, $"INSERT INTO {table} VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET outcomes = outcomes + excluded.outcomes");

    private static void WriteScores(Statement add, IEnumerable<KeyValuePair<ScoreKey, long>> changes)
    {
        foreach ((ScoreKey key, long change) in changes.Where(c => c.Value != 0))
        {
            add.Set(1, key.Version).Set(2, key.Slice).Set(3, key.Hour).Set(4, key.Criterion).Set(5, key.Probability).Set(6, key.Score).Set(7, change).Execute();
        }
    }

    private static void WriteOutcomes(Statement add, IEnumerable<KeyValuePair<OutcomeKey, long>> changes)
    {
        foreach ((OutcomeKey key, long change) in changes.Where(c => c.Value != 0))
        {
            add.Set(1, key.Version).Set(2, key.Slice).Set(3, key.Hour).Set(4, (long)key.State).Set(5, key.Reason).Set(6, change).Execute();
        }
    }

    private static Dictionary<T, long> Added<T>(Dictionary<T, long> changes, Func<T, T> coarser)
        where T : notnull
    {
        var added = new Dictionary<T, long>(changes.Count);
        foreach ((T key, long change) in changes)
        {
            T coarse = coarser(key);
            added[coarse] = added.GetValueOrDefault(coarse) + change;
        }

        return added;
    }

    private void Count(long version, Placement place, OutcomeState state, string reason, int count)
    {
        Change(_outcomes, new(version, 0, place.Hour, state, reason), count);
        foreach (long slice in place.Slices)
        {
            Change(_outcomes, new(version, slice, place.Hour, state, reason), count);
        }
    }

    private static void Change<T>(Dictionary<T, long> changes, T key, int count)
        where T : notnull => changes[key] = changes.GetValueOrDefault(key) + count;

    private readonly record struct ScoreKey(long Version, long Slice, long Hour, string Criterion, double Probability, double Score);

    private readonly record struct OutcomeKey(long Version, long Slice, long Hour, OutcomeState State, string Reason);
}
