using Assay.Scoring.Judging;
using Assay.Surfacing.Alerts;
using static Assay.Server.Metrics.MetricsText;

namespace Assay.Server.Metrics;

/// <summary>What is not as it should be, and whether anybody looks.</summary>
internal static class AlertMetrics
{
    public static async Task WriteAsync(MetricsText text, ServiceState state, CancellationToken cancellationToken)
    {
        IReadOnlyList<Incident> open = await state.Ledger.Alerts.IncidentsAsync(new IncidentQuery { OnlyOpen = true, AtMost = int.MaxValue }, cancellationToken);
        IReadOnlyList<AlertRule> rules = await state.Alerts.RulesAsync(cancellationToken);
        text.Gauge("assay_alerts_firing", "Open incidents, by rule.",
            rules.Select(r => (r.Name, r.Severity)).Union(open.Select(i => (i.Rule, i.Severity)))
                .Select(r => (Labels(("rule", r.Item1), ("severity", r.Severity.ToSnakeCase())), (double)open.Count(i => i.Rule == r.Item1 && i.Severity == r.Severity))));
        text.Gauge("assay_alerts_watching", "1 where this process looks whether all is as it should be; of several on one ledger one does.", [("", state.Alerts.View.IsWatching ? 1 : 0)]);
        text.Gauge("assay_alerts_last_look_seconds", "How long ago it last looked.", state.Alerts.View.LookedAt is { } at ? [("", Math.Max(0, (state.Clock.GetUtcNow() - at).TotalSeconds))] : []);
    }
}
