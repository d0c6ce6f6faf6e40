using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>
/// Adds what was decided to the rollups, or takes it back; in the caller's transaction. Of the revisions of one id, only the last
/// one that a judge version decided about counts.
/// </summary>
internal sealed class DecidedOutcomes(Database database, SliceTable slices, RollupTable rollups, ClusterTable clusters) : IDisposable
{
    private readonly Statement _find = new(database, """
        SELECT judge_version_key, state, reason, inclusion_probability, overall FROM outcomes
        WHERE response_key = ?1 AND repeat = 0 AND state IN (1, 2) AND (?2 IS NULL OR judge_version_key = ?2)
        """);

    private readonly Statement _findScores = new(database, "SELECT criterion, score FROM criterion_scores WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0");

    /// <summary>The other revisions of the id that the judge version decided about, the last one first.</summary>
    private readonly Statement _findOthers = new(database, """
        SELECT other.response_key, other.revision > own.revision FROM responses own JOIN responses other ON other.id = own.id AND other.revision <> own.revision
        JOIN outcomes o ON o.response_key = other.response_key AND o.judge_version_key = ?2 AND o.repeat = 0 AND o.state IN (1, 2)
        WHERE own.response_key = ?1 ORDER BY other.revision DESC
        """);

    /// <summary>An outcome has been decided and stored.</summary>
    public void Add(long key, long version)
    {
        Placement place = slices.Find(key);
        if (!place.IsRevised)
        {
            Change(key, version, place, 1);
            return;
        }

        (bool counts, long? earlier) = Rank(key, version);
        if (counts)
        {
            Change(key, version, place, 1);
            if (earlier is { } before)
            {
                Change(before, version, slices.Find(before), -1);
            }
        }
    }

    /// <summary>Outcomes are about to be taken back, or to change; they are still stored as they were.</summary>
    /// <param name="version">Null: every judge version's.</param>
    public void Remove(long key, long? version)
    {
        Placement place = slices.Find(key);
        foreach (long one in Versions(key, version))
        {
            (bool counts, long? earlier) = place.IsRevised ? Rank(key, one) : (true, null);
            if (counts)
            {
                Change(key, one, place, -1);
                if (earlier is { } before)
                {
                    Change(before, one, slices.Find(before), 1);
                }
            }
        }
    }

    /// <summary>Every outcome of a response that is stored, after all of its earlier revisions.</summary>
    public void AddAll(long key)
    {
        foreach (long version in Versions(key, version: null))
        {
            Add(key, version);
        }
    }

    public void Dispose()
    {
        _find.Dispose();
        _findScores.Dispose();
        _findOthers.Dispose();
    }

    private (bool Counts, long? Earlier) Rank(long key, long version)
    {
        _findOthers.Set(1, key).Set(2, version);
        (bool Counts, long? Earlier) rank = !_findOthers.Read() ? (true, null) : _findOthers.Long(1) != 0 ? (false, null) : (true, _findOthers.Long(0));
        _findOthers.Reset();
        return rank;
    }

    private List<long> Versions(long key, long? version)
    {
        var versions = new List<long>();
        _find.Set(1, key).Set(2, version);
        while (_find.Read())
        {
            versions.Add(_find.Long(0));
        }

        return versions;
    }

    private void Change(long key, long version, Placement place, int count)
    {
        if (!_find.Set(1, key).Set(2, (long?)version).Read())
        {
            return;
        }

        (var state, string? reason, double probability, double? overall) = ((OutcomeState)_find.Long(1), _find.TextOrNull(2), _find.Double(3), _find.DoubleOrNull(4));
        _find.Reset();
        if (state == OutcomeState.Scored)
        {
            List<(string Criterion, double Score)> scores = Scores(key, version, overall);
            rollups.Scored(version, place, probability, scores, count);
            clusters.Scored(version, place, scores[0].Score, count);
        }
        else
        {
            rollups.Unscored(version, place, reason!, count);
        }
    }

    private List<(string Criterion, double Score)> Scores(long key, long version, double? overall)
    {
        var scores = new List<(string, double)>();
        if (overall is { } score)
        {
            scores.Add(("overall", score));
        }

        _findScores.Set(1, key).Set(2, version);
        while (_findScores.Read())
        {
            scores.Add((_findScores.Text(0), _findScores.Double(1)));
        }

        return scores;
    }
}
