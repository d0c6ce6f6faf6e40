using Assay.Configuring;

namespace Assay.Surfacing.Alerts.Watching;

/// <summary>Every rule that holds: the file's, those made on the page, and the defaults.</summary>
public static class AlertRules
{
    public static async Task<IReadOnlyList<AlertRule>> ReadAsync(IAlertRecords records, AlertSettings settings, AlertNames names, CancellationToken cancellationToken) =>
        settings.With((await records.RulesAsync(cancellationToken)).Select(r => OfPage(r.Key, r.Value, names)).OfType<AlertRule>());

    /// <summary>A rule that names what is no longer in the file holds as far as it can: its author is not there to mend it.</summary>
    private static AlertRule? OfPage(string name, string yaml, AlertNames names)
    {
        AlertRule? rule = AlertRuleReader.Read(name, yaml, AlertNames.Any).Rule;
        return rule is null ? null : rule with
        {
            Origin = AlertOrigin.Page,
            Notify = names.Receivers is { } known ? [.. rule.Notify.Where(n => known.Contains(n, StringComparer.Ordinal))] : rule.Notify,
        };
    }
}
