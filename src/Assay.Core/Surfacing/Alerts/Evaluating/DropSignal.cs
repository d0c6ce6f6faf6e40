using Assay.Surfacing.Regressions;

namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether the mean fell since a release, or at a time that nobody announced.</summary>
internal static class DropSignal
{
    /// <summary>Where it is seen whether the judge gets on.</summary>
    public static readonly AlertWindow Sight = AlertWindow.Of(TimeSpan.FromHours(1));

    private const long FewestScores = 50;
    private const double Suspicion = 20;

    /// <summary>Of the scale: a tenth of a point on 1-5.</summary>
    private const double LeastShare = 0.025;

    public static IReadOnlyList<AlertReading> Of(AlertRule rule, AlertCondition.Drop condition, JudgeFacts facts, Func<AlertSubject, double?> opened) =>
        [.. facts.Regressions.Where(r => r.Judge == facts.Judge).Select(r => Of(r, condition, facts, opened)).GroupBy(r => r.Subject).Select(g => g.First())];

    private static AlertReading Of(Regression regression, AlertCondition.Drop condition, JudgeFacts facts, Func<AlertSubject, double?> opened)
    {
        var subject = new AlertSubject(condition.Kind)
        {
            Judge = regression.Judge, JudgeVersion = regression.JudgeVersion, Criterion = regression.Criterion, Slice = regression.Slice, Release = regression.Release,
        };
        double fall = -regression.Change.Value;
        double least = condition.Least ?? LeastShare * (regression.Scores.Max - regression.Scores.Min);
        WindowFigures sight = facts.Windows[Sight];
        AlertSignal signal =
            opened(subject) is { } before ? (fall >= before / 2 ? (regression.IsAlarm ? AlertSignal.Bad : AlertSignal.Suspect) : AlertSignal.Well)
            : sight.IsBlind || regression.Scores.N < FewestScores ? AlertSignal.Unknown
            : regression.IsAlarm && fall >= least ? AlertSignal.Bad
            : regression.Evidence >= Suspicion && fall > 0 ? AlertSignal.Suspect
            : AlertSignal.Well;
        Estimate? mean = regression.Scores.Mean();
        Estimate? baseline = regression.Baseline.Mean();
        string since = regression.Release is { } release ? $"release {release}" : FormattableString.Invariant($"{regression.Begin:yyyy-MM-dd HH:mm} UTC");
        string name = AlertText.Name(subject, criterion: null);
        return new AlertReading(subject, signal)
        {
            Statement = signal == AlertSignal.Unknown && sight.IsBlind
                ? $"{name}: {Blindness.Of(sight)}"
                : FormattableString.Invariant($"{name} {(fall > 0 ? "fell" : "did not fall:")} from {AlertText.Of(baseline?.Mean ?? 0)} to {AlertText.Of(mean?.Mean ?? 0)} since {since} ({regression.Scores.N} scores)"),
            Value = mean,
            Baseline = baseline,
            Change = regression.Change,
            From = regression.Begin,
            To = facts.Now,
        };
    }
}
