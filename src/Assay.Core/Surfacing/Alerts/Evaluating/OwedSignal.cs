namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether a verdict has been owed for too long.</summary>
internal static class OwedSignal
{
    public static IReadOnlyList<AlertReading> Of(AlertRule rule, AlertCondition.OwedLongerThan condition, JudgeFacts facts)
    {
        // What nobody asked for must not complain of a judge that was told to wait.
        if (rule.Origin == AlertOrigin.Default && facts.Standing is { WaitsOnPurpose: true })
        {
            return [];
        }

        TimeSpan age = facts.OldestOwed is { } oldest && oldest < facts.Now ? facts.Now - oldest : TimeSpan.Zero;
        AlertSignal signal = age > condition.Age ? AlertSignal.Bad : age > condition.Age / 2 ? AlertSignal.Suspect : AlertSignal.Well;
        return
        [
            new AlertReading(AlertEvaluation.Subject(rule, facts.Judge), signal, new AlertEvidence
            {
                Statement = age == TimeSpan.Zero ? $"{facts.Judge} owes no verdict" : $"{facts.Judge} has owed a verdict for {AlertText.About(age)}",
                From = facts.OldestOwed ?? facts.Now,
                To = facts.Now,
            }),
        ];
    }
}
