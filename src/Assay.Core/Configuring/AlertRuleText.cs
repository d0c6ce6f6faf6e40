using System.Globalization;
using System.Text;
using Assay.Surfacing.Alerts;

namespace Assay.Configuring;

/// <summary>A rule as it stands under its name in <c>alerts:</c>. What <see cref="AlertRuleReader"/> reads of it is the same rule.</summary>
public static class AlertRuleText
{
    public static string Write(AlertRule rule)
    {
        var text = new StringBuilder();
        void Line(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(key).Append(": ").Append(value).Append('\n');
            }
        }

        Line(rule.Condition.Kind, $"{{ {Condition(rule.Condition)} }}".Replace("{  }", "{}", StringComparison.Ordinal));
        Line("judge", Quoted(rule.Judge));
        Line("criterion", Quoted(rule.Criterion));
        Line("slice", rule.Slice is { } slice ? Quoted($"{slice.Field}={slice.Value}") : null);
        Line("severity", rule.Severity == AlertSeverity.Page ? null : "ticket");
        Line("cooldown", rule.Cooldown == AlertRule.UsualCooldown ? null : AlertText.Of(rule.Cooldown));
        Line("notify", rule.Notify.Count == 0 ? null : $"[{string.Join(", ", rule.Notify.Select(Quoted))}]");
        return text.ToString();
    }

    private static string Condition(AlertCondition condition) => condition switch
    {
        AlertCondition.MeanBelow mean => $"below: {Number(mean.Score)}, {(mean.Window is { } window ? $"window: {AlertText.Of(window)}" : $"last: {mean.Last}")}, min_n: {mean.MinimumN}, confidence: {Number(mean.Confidence)}",
        AlertCondition.Drop drop => drop.Least is { } least ? $"least: {Number(least)}" : "",
        AlertCondition.BadShare bad => $"budget: {Number(bad.Budget)}{(bad.AtMost is { } most ? $", at_most: {Number(most)}" : "")}",
        AlertCondition.CoverageBelow coverage => $"below: {Number(coverage.Share)}, window: {AlertText.Of(coverage.Window)}, min_n: {coverage.MinimumN}",
        AlertCondition.OwedLongerThan owed => $"longer_than: {AlertText.Of(owed.Age)}",
        AlertCondition.Disagreement labels => $"below: {Number(labels.Share)}, last: {labels.Last}, min_n: {labels.MinimumN}{(labels.Within is { } within ? $", within: {Number(within)}" : "")}",
        AlertCondition.BudgetSpent budget => $"spent: {Number(budget.Share)}",
        AlertCondition.NoData none => $"window: {AlertText.Of(none.Window)}",
        _ => "",
    };

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>In quotes wherever YAML might read something else.</summary>
    private static string? Quoted(string? text) => text is null || (text.Length > 0 && text.All(c => char.IsAsciiLetter(c) || c is '_'))
        ? text is "null" or "true" or "false" or "yes" or "no" or "on" or "off" ? $"\"{text}\"" : text
        : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
