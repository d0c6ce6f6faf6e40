using Assay.Surfacing.Alerts.Evaluating;

namespace Assay.Surfacing.Alerts.Backtesting;

/// <summary>What is known of one judge at any hour of a range, from the figures of its hours.</summary>
internal sealed class JudgeHistory(string judge, IReadOnlyList<HourlyScores> versions, DateTimeOffset begin)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public string Judge => judge;

    /// <summary>What the main score is called; null where nothing was scored.</summary>
    public string? Main => versions.Select(v => v.Criterion).LastOrDefault(c => c is not null);

    /// <summary>How far back from a look a rule looks.</summary>
    public static TimeSpan Reach(AlertRule rule)
    {
        TimeSpan longest = AlertEvaluation.Windows(rule).Select(w => w.Length ?? Week).Append(Hour).Max();
        return rule.Condition is AlertCondition.NoData ? longest + Week : longest;
    }

    public JudgeFacts FactsAt(AlertRule rule, DateTimeOffset at) => new(judge, at)
    {
        Windows = AlertEvaluation.Windows(rule).ToDictionary(w => w, w => Window(w, at)),
        Earlier = rule.Condition is AlertCondition.NoData none ? Earlier(none.Window, at) : [],
    };

    /// <summary>Of windows shorter than an hour nothing is kept: the hour stands for them.</summary>
    private WindowFigures Window(AlertWindow window, DateTimeOffset at)
    {
        if (window.Last is { } last)
        {
            return versions.Where(v => v.Scored(begin, at) > 0).MaxBy(v => v.Since)?.Last(last, at) ?? new WindowFigures(at, at);
        }

        DateTimeOffset from = at - (window.Length!.Value < Hour ? Hour : window.Length.Value);
        HourlyScores? latest = versions.Where(v => v.Scored(from, at) > 0).MaxBy(v => v.Since) ?? versions.Where(v => v.Since <= at).MaxBy(v => v.Since);
        return latest?.Window(from, at) ?? new WindowFigures(from, at);
    }

    private IReadOnlyList<long> Earlier(TimeSpan window, DateTimeOffset at)
    {
        int hours = (int)Math.Ceiling((at - begin) / Hour);
        return EarlierWindows.Of([.. Enumerable.Range(0, hours).Select(i => begin.AddHours(i)).Select(h => (h, versions.Sum(v => v.Scored(h, h.AddHours(1)))))], window, at);
    }
}
