namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether too little of what was asked of a judge ends with a score.</summary>
internal static class CoverageSignal
{
    public static AlertReading Of(AlertRule rule, AlertCondition.CoverageBelow condition, JudgeFacts facts)
    {
        WindowFigures figures = facts.Windows[AlertWindow.Of(condition.Window)];
        AlertSubject subject = AlertEvaluation.Subject(rule, facts.Judge);
        Estimate? coverage = Estimate.OfShare(figures.Asked, figures.Scored, 0, 1);
        AlertSignal signal = coverage is null || coverage.N < condition.MinimumN ? AlertSignal.Unknown
            : coverage.Mean >= condition.Share ? AlertSignal.Well
            : coverage.High < condition.Share ? AlertSignal.Bad
            : AlertSignal.Suspect;
        string window = $"the last {AlertText.Of(condition.Window)}";
        return new AlertReading(subject, signal, new AlertEvidence
        {
            Statement = signal == AlertSignal.Unknown
                ? FormattableString.Invariant($"{facts.Judge} was asked about {figures.Asked} responses in {window}, fewer than {condition.MinimumN}")
                : FormattableString.Invariant($"{facts.Judge} scored {figures.Scored} of {figures.Asked} responses in {window} ({AlertText.Share(coverage!.Mean)}){Missing(figures)}"),
            Value = coverage,
            Threshold = condition.Share,
            From = figures.From,
            To = figures.To,
        });
    }

    private static string Missing(WindowFigures figures) => (figures.Failed, figures.Stuck) switch
    {
        (0, 0) => "",
        (_, 0) => FormattableString.Invariant($"; {figures.Failed} ended without a score"),
        (0, _) => FormattableString.Invariant($"; {figures.Stuck} wait, and it gets nothing done"),
        _ => FormattableString.Invariant($"; {figures.Failed} ended without a score, {figures.Stuck} wait and it gets nothing done"),
    };
}
