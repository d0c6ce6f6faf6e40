namespace Assay.Surfacing.Alerts;

/// <summary>The rules that hold where nothing else is said: what nobody wants to miss, and nothing that a healthy service does.</summary>
public static class DefaultAlerts
{
    public static IReadOnlyList<AlertRule> Rules { get; } =
    [
        Rule("drop", new AlertCondition.Drop(Least: null)),
        Rule("coverage", new AlertCondition.CoverageBelow(0.9, TimeSpan.FromMinutes(15), MinimumN: 20)),
        Rule("owed", new AlertCondition.OwedLongerThan(TimeSpan.FromMinutes(30))),
        Rule("judge-paused", new AlertCondition.JudgePaused()),
        Rule("budget", new AlertCondition.BudgetSpent(0.8)) with { Severity = AlertSeverity.Ticket },
    ];

    private static AlertRule Rule(string name, AlertCondition condition) => new() { Name = name, Condition = condition, Origin = AlertOrigin.Default };
}
