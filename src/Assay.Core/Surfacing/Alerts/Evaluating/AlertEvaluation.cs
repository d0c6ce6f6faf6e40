namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>What a rule says of what is known. Pure: the same facts give the same readings, today and over history.</summary>
public static class AlertEvaluation
{
    /// <summary>The windows that must be among the facts.</summary>
    public static IReadOnlyList<AlertWindow> Windows(AlertRule rule) => rule.Condition switch
    {
        AlertCondition.MeanBelow mean => [MeanSignal.Window(mean)],
        AlertCondition.BadShare => BurnRate.Of(rule.Severity).Windows,
        AlertCondition.CoverageBelow coverage => [AlertWindow.Of(coverage.Window)],
        AlertCondition.NoData none => [AlertWindow.Of(none.Window)],
        AlertCondition.Drop => [DropSignal.Sight],
        _ => [],
    };

    /// <summary>One reading for each subject; none where the rule does not apply to the judge.</summary>
    /// <param name="open">Falls of which incidents of the rule are open.</param>
    public static IReadOnlyList<AlertReading> Of(AlertRule rule, JudgeFacts facts, IReadOnlyList<OpenFall> open)
    {
        if (rule.Judge is { } named && named != facts.Judge)
        {
            return [];
        }

        return rule.Condition switch
        {
            AlertCondition.MeanBelow mean => [MeanSignal.Of(rule, mean, facts)],
            AlertCondition.BadShare bad => [BadShareSignal.Of(rule, bad, facts)],
            AlertCondition.Drop drop => DropSignal.Of(drop, facts, open),
            AlertCondition.CoverageBelow coverage => [CoverageSignal.Of(rule, coverage, facts)],
            AlertCondition.NoData none => [NoDataSignal.Of(rule, none, facts)],
            AlertCondition.OwedLongerThan owed => OwedSignal.Of(rule, owed, facts),
            AlertCondition.JudgePaused => PausedSignal.Of(rule, facts),
            AlertCondition.Disagreement disagreement => DisagreementSignal.Of(rule, disagreement, facts),
            AlertCondition.BudgetSpent budget => BudgetSignal.Of(rule, budget, facts),
            _ => throw new InvalidOperationException($"no reading of {rule.Condition}"),
        };
    }

    internal static AlertSubject Subject(AlertRule rule, string judge) => new(rule.Condition.Kind) { Judge = judge, Criterion = rule.Condition.HasCriterion ? rule.Criterion : null, Slice = rule.Slice };
}
