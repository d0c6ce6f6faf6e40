namespace Assay.Surfacing.Alerts.Backtesting;

/// <summary>
/// What one judge version said, hour by hour, added up from the beginning: any window of whole hours is the difference of two sums,
/// and costs as much as there are different scores.
/// </summary>
internal sealed class HourlyScores
{
    private readonly DateTimeOffset _begin;
    private readonly ScoreHistogram? _scale;
    private readonly (double Score, double Weight)[] _kinds;
    private readonly long[][] _counts;
    private readonly long[] _scored;
    private readonly long[] _failed;

    /// <param name="rollups">Of one version, one for each hour.</param>
    /// <param name="begin">The first hour.</param>
    public HourlyScores(IReadOnlyList<Rollup> rollups, string? criterion, DateTimeOffset begin, int hours)
    {
        _begin = begin;
        Since = rollups[0].VersionSince;
        ScoreHistogram? Of(Rollup rollup) => criterion is null ? rollup.Main : rollup.Scores.FirstOrDefault(s => s.Criterion == criterion);
        _scale = rollups.Select(Of).FirstOrDefault(s => s is not null);
        _kinds = [.. rollups.SelectMany(r => Of(r)?.Counts ?? []).Select(c => (c.Score, c.Weight)).Distinct().Order()];
        var places = _kinds.Select((kind, i) => (kind, i)).ToDictionary(k => k.kind, k => k.i);
        _counts = [.. _kinds.Select(_ => new long[hours + 1])];
        _scored = new long[hours + 1];
        _failed = new long[hours + 1];
        foreach (Rollup rollup in rollups)
        {
            int hour = (int)(rollup.Begin - begin).TotalHours + 1;
            if (hour < 1 || hour > hours)
            {
                continue;
            }

            _scored[hour] += rollup.Scored;
            _failed[hour] += JudgeFailure.Count(rollup.Unscored);
            foreach (ScoreCount count in Of(rollup)?.Counts ?? [])
            {
                _counts[places[(count.Score, count.Weight)]][hour] += count.Count;
            }
        }

        foreach (long[] sums in _counts.Append(_scored).Append(_failed))
        {
            for (int i = 1; i <= hours; i++)
            {
                sums[i] += sums[i - 1];
            }
        }
    }

    /// <summary>When the version was first used.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Whose scores they are; null where there are none.</summary>
    public string? Criterion => _scale?.Criterion;

    public long Scored(DateTimeOffset from, DateTimeOffset to) => Between(_scored, from, to);

    public WindowFigures Window(DateTimeOffset from, DateTimeOffset to)
    {
        ScoreCount[] counts = [.. _kinds.Select((k, i) => new ScoreCount(k.Score, Between(_counts[i], from, to), k.Weight)).Where(c => c.Count > 0)];
        return new WindowFigures(from, to)
        {
            Scored = Between(_scored, from, to),
            Failed = Between(_failed, from, to),
            Scores = counts.Length > 0 && _scale is { } scale ? scale with { Counts = counts } : null,
        };
    }

    /// <summary>The latest whole hours that hold so many scores, or all where there are fewer.</summary>
    public WindowFigures Last(int scores, DateTimeOffset to)
    {
        DateTimeOffset from = to;
        while (from > _begin && Scored(from, to) < scores)
        {
            from = from.AddHours(-1);
        }

        return Window(from, to);
    }

    private long Between(long[] sums, DateTimeOffset from, DateTimeOffset to) => sums[Place(to)] - sums[Place(from)];

    private int Place(DateTimeOffset time) => Math.Clamp((int)(time - _begin).TotalHours, 0, _scored.Length - 1);
}
