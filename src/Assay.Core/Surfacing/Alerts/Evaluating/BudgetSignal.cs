namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether a share of a judge's budget of the day is spent.</summary>
internal static class BudgetSignal
{
    public static IReadOnlyList<AlertReading> Of(AlertRule rule, AlertCondition.BudgetSpent condition, JudgeFacts facts)
    {
        if (facts.Standing is not { BudgetUsdPerDay: { } cap and > 0 } standing)
        {
            return [];
        }

        double spent = (double)(standing.SpentTodayUsd / cap);
        return
        [
            new AlertReading(AlertEvaluation.Subject(rule, facts.Judge), spent >= condition.Share ? AlertSignal.Bad : AlertSignal.Well, new AlertEvidence
            {
                Statement = FormattableString.Invariant($"{facts.Judge} has spent ${standing.SpentTodayUsd:0.00##} of today's ${cap:0.00##} ({AlertText.Share(spent)})"),
                Threshold = condition.Share,
                From = new DateTimeOffset(facts.Now.UtcDateTime.Date, TimeSpan.Zero),
                To = facts.Now,
            }),
        ];
    }
}
