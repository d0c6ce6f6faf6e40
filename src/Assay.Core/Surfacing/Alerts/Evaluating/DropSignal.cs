using Assay.Surfacing.Regressions;

namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether the mean fell since a release, or at a time that nobody announced.</summary>
internal static class DropSignal
{
    /// <summary>Where it is seen whether the judge gets on.</summary>
    public static readonly AlertWindow Sight = AlertWindow.Of(TimeSpan.FromHours(1));

    public static IReadOnlyList<AlertReading> Of(AlertCondition.Drop condition, JudgeFacts facts, IReadOnlyList<OpenFall> open) =>
    [
        .. facts.Regressions.Where(r => r.Judge == facts.Judge).Select(r => Of(r, condition, facts, open))
            .GroupBy(r => r.Subject).Select(g => g.OrderByDescending(r => Array.IndexOf(Weights, r.Signal)).First()),
    ];

    private static readonly AlertSignal[] Weights = [AlertSignal.Unknown, AlertSignal.Well, AlertSignal.Suspect, AlertSignal.Bad];

    private static AlertReading Of(Regression regression, AlertCondition.Drop condition, JudgeFacts facts, IReadOnlyList<OpenFall> open)
    {
        var subject = new AlertSubject(condition.Kind)
        {
            Judge = regression.Judge, JudgeVersion = regression.JudgeVersion, Criterion = regression.Criterion, Slice = regression.Slice, Release = regression.Release,
        };
        OpenFall? before = open.FirstOrDefault(o => o.Subject == subject) ?? open.FirstOrDefault(o => IsSameShift(o, subject, regression.Begin));
        subject = before?.Subject ?? subject;
        // What other kinds of responses did to the mean is nobody's fault, and no alarm.
        double mix = regression.MixShift ?? 0;
        double fall = -regression.Within;
        WindowFigures sight = facts.Windows[Sight];
        AlertSignal signal =
            before is not null ? (fall >= before.Points / 2 ? (regression.IsAlarm ? AlertSignal.Bad : AlertSignal.Suspect) : AlertSignal.Well)
            : sight.IsBlind || regression.Scores.N < MinimumSample.ForMean ? AlertSignal.Unknown
            : regression.IsAlarm ? AlertSignal.Bad
            : regression.Evidence >= Regression.Suspicion && fall > 0 ? AlertSignal.Suspect
            : AlertSignal.Well;
        Estimate? mean = regression.Scores.Mean();
        Estimate? baseline = regression.Baseline.Mean();
        string since = regression.Release is { } release ? $"release {release}" : FormattableString.Invariant($"{regression.Begin:yyyy-MM-dd HH:mm} UTC");
        string name = AlertText.Name(subject, criterion: null);
        return new AlertReading(subject, signal, new AlertEvidence
        {
            Statement = signal == AlertSignal.Unknown && sight.IsBlind
                ? $"{name}: {Blindness.Of(sight)}"
                : FormattableString.Invariant($"{name} {(fall > 0 ? "fell" : "did not fall:")} from {AlertText.Of(baseline?.Mean ?? 0)} to {AlertText.Of(mean?.Mean ?? 0)} since {since} ({regression.Scores.N} scores)"),
            Value = mean,
            Baseline = baseline,
            Change = regression.Change with { Value = -fall, Low = regression.Change.Low - mix, High = regression.Change.High - mix },
            From = regression.Begin,
            To = facts.Now,
        });
    }

    /// <summary>When a change began is known better with every score: what was laid to a release may turn out to have begun by itself, or the other way round.</summary>
    private static bool IsSameShift(OpenFall open, AlertSubject subject, DateTimeOffset begin) =>
        open.Subject with { Release = subject.Release } == subject && (open.Subject.Release is null || subject.Release is null) && begin <= open.OpenedAt;
}
