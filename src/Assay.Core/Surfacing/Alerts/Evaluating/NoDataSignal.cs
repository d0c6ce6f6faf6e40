namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether nothing comes in where something used to: in most of the same windows of the days before.</summary>
internal static class NoDataSignal
{
    public static AlertReading Of(AlertRule rule, AlertCondition.NoData condition, JudgeFacts facts)
    {
        WindowFigures figures = facts.Windows[AlertWindow.Of(condition.Window)];
        AlertSubject subject = AlertEvaluation.Subject(rule, facts.Judge);
        string window = $"the last {AlertText.Of(condition.Window)}";
        int came = facts.Earlier.Count(n => n > 0);
        (AlertSignal signal, string statement) =
            figures.Scored > 0 ? (AlertSignal.Well, FormattableString.Invariant($"{facts.Judge} scored {figures.Scored} responses in {window}"))
            // Something came, and the judge did not get on with it: other rules say that.
            : figures.Asked > 0 || facts.OldestOwed is not null ? (AlertSignal.Unknown, $"{facts.Judge} has responses to judge and scored none in {window}")
            : came * 2 > facts.Earlier.Count ? (AlertSignal.Bad, FormattableString.Invariant($"{facts.Judge} scored nothing in {window}, at a time at which it did on {came} of the last {facts.Earlier.Count} days"))
            : (AlertSignal.Unknown, $"{facts.Judge} scored nothing in {window}, nor usually at this time");
        return new AlertReading(subject, signal, new AlertEvidence { Statement = statement, From = figures.From, To = figures.To });
    }
}
