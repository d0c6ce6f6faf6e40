namespace Assay.Surfacing.Regressions;

/// <summary>
/// Finds when scores changed that nobody had announced: Page's cumulative sum (1954) in both directions, hour by hour. The first
/// scores are the reference; <c>S = max(0, S + n (d - slack))</c>, where d is how far the hour's mean lies below the reference's in
/// standard deviations of a score, is a fall when it reaches the threshold, and the fall began when S was last 0. What follows is
/// the next reference, so that one shift is found once; unless scores go back to where they were before they make one.
/// </summary>
internal sealed class ChangeSearch
{
    /// <summary>A reference has at least so many scores.</summary>
    public const long ReferenceScores = 1_000;

    /// <summary>And holds every hour of the day, for people ask other things at night.</summary>
    private static readonly TimeSpan ReferenceLength = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<ScoreBlock> _blocks;
    private readonly double _level;

    /// <summary>Blocks from here on may become the reference.</summary>
    private int _candidate;

    /// <summary>When the last change was found: what came before that may still be of before the change.</summary>
    private DateTimeOffset _found;
    private ChangePoint? _open;
    private ChangePoint? _last;
    private Baseline? _reference;
    private (DateTimeOffset Begin, DateTimeOffset End) _referenceTime;
    private double _threshold;
    private (double Sum, int Begin) _fall;
    private (double Sum, int Begin) _rise;

    private ChangeSearch(IReadOnlyList<ScoreBlock> blocks, double level) => (_blocks, _level) = (blocks, level);

    /// <param name="blocks">Of one criterion and judge version, in the order of time.</param>
    /// <param name="level">The probability of a false alarm within <see cref="ChangeThreshold.Scores"/> scores.</param>
    /// <returns>The last change; null where there is none.</returns>
    public static ChangePoint? FindLast(IReadOnlyList<ScoreBlock> blocks, double level)
    {
        var search = new ChangeSearch(blocks, level);
        for (int i = 0; i < blocks.Count; i++)
        {
            search.Take(i);
        }

        return search._open ?? search._last;
    }

    /// <summary>The reference's mean, less that of the scores, in standard deviations, less the slack; times their number.</summary>
    public static double Sum(Baseline reference, double fall, double n) => n * ((fall / reference.Sd) - ChangeThreshold.Slack);

    private void Take(int i)
    {
        if (_reference is null)
        {
            Adopt(i);
            return;
        }

        (double fall, double n) = (_reference.Mean - _blocks[i].Scores.Mean()!.Mean, _blocks[i].Scores.InformativeN);
        if (_open is { } open)
        {
            _fall.Sum += Sum(_reference, open.IsFall ? fall : -fall, n);
            if (_fall.Sum < _threshold / 2)
            {
                (_last, _open) = (open with { IsOver = true }, null);
                Restart(i + 1);
            }
            else
            {
                Adopt(i);
            }

            return;
        }

        _fall = Next(_fall, Sum(_reference, fall, n), i);
        _rise = Next(_rise, Sum(_reference, -fall, n), i);
        if (Math.Max(_fall.Sum, _rise.Sum) >= _threshold)
        {
            bool isFall = _fall.Sum >= _rise.Sum;
            _fall = isFall ? _fall : _rise;
            _candidate = _fall.Begin;
            _found = _blocks[i].Begin;
            _open = new ChangePoint
            {
                Begin = _blocks[_candidate].Begin,
                IsFall = isFall,
                Reference = _reference,
                ReferenceBegin = _referenceTime.Begin,
                ReferenceEnd = _referenceTime.End,
                Threshold = _threshold,
            };
            Adopt(i);
        }
    }

    private static (double, int) Next((double Sum, int Begin) before, double step, int i) =>
        before.Sum + step <= 0 ? (0, i + 1) : (before.Sum + step, before.Begin);

    private void Restart(int next)
    {
        _fall = (0, next);
        _rise = (0, next);
    }

    /// <summary>Takes what follows the last change as reference once there is enough of it.</summary>
    private void Adopt(int i)
    {
        (DateTimeOffset begin, DateTimeOffset end) = (_blocks[_candidate].Begin, _blocks[i].End);
        ScoreHistogram[] scores = [.. _blocks.Skip(_candidate).Take(i + 1 - _candidate).Select(b => b.Scores)];
        if (end - (_found > begin ? _found : begin) < ReferenceLength || scores.Sum(s => s.N) < ReferenceScores)
        {
            return;
        }

        _reference = new Baseline(ScoreHistogram.Sum(scores));
        _referenceTime = (begin, end);
        _threshold = ChangeThreshold.Of(_reference, _level);
        (_last, _open) = (_open ?? _last, null);
        Restart(i + 1);
    }
}
