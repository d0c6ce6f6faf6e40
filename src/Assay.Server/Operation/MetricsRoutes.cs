using System.Globalization;
using System.Text;
using Assay.Access;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server.Access;
using Assay.Surfacing.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET /metrics</c> in Prometheus' text format.</summary>
internal static class MetricsRoutes
{
    public static void MapMetrics(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/metrics", async (HttpContext http) =>
        {
            LedgerAccount account = await state.Ledger.AccountAsync(http.RequestAborted);
            var text = new StringBuilder(Write(state, account));
            WriteReceivers(text, state, await (state.Outbox?.AccountAsync(http.RequestAborted) ?? Task.FromResult<IReadOnlyDictionary<string, ReceiverAccount>>(new Dictionary<string, ReceiverAccount>())));
            await Answer.WriteAsync(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text.ToString()), "text/plain; version=0.0.4; charset=utf-8");
        }).Needs(Scope.Read);

    private static string Write(ServiceState state, LedgerAccount account)
    {
        var text = new StringBuilder();
        Family(text, "assay_ingest_items_total", "counter", "Responses that arrived since the start, by what became of them.",
            [("result=\"accepted\"", state.Counts.Accepted), ("result=\"known\"", state.Counts.Known), ("result=\"rejected\"", state.Counts.Rejected)]);
        Family(text, "assay_telemetry_records_total", "counter", "Spans and log records that arrived since the start and are not judged, by why.",
            [("reason=\"ignored\"", state.Telemetry.Ignored), ("reason=\"without_answer\"", state.Telemetry.WithoutAnswer), ("reason=\"without_content\"", state.Telemetry.WithoutContent)]);
        Family(text, "assay_ingest_refused_requests_total", "counter", "Requests refused because too much was waiting.", [("", state.Counts.Refused)]);
        Family(text, "assay_ingest_waiting_items", "gauge", "Responses that wait to be saved.", [("", state.Intake.Count)]);
        Family(text, "assay_source_items_total", "counter", "Responses that sources brought since the start, by what became of them.",
            state.Sources.SelectMany(s => new[] { ($"{Label("source", s.Name)},result=\"accepted\"", (double)s.Accepted), ($"{Label("source", s.Name)},result=\"rejected\"", (double)s.Rejected) }));
        Family(text, "assay_source_failing", "gauge", "1 while a source could not be read at the last look.", state.Sources.Select(s => (Label("source", s.Name), s.Error is null ? 0.0 : 1)));
        Family(text, "assay_owed_judgments", "gauge", "Verdicts that are owed.", account.Judges.Select(judge => (Label("judge", judge), (double)Count(account, judge, OutcomeState.Owed))));
        Family(text, "assay_oldest_owed_seconds", "gauge", "How long the longest owed verdict has been owed; 0 where none is.",
            account.Judges.Select(judge => (Label("judge", judge),
                account.OldestOwed.TryGetValue(judge, out DateTimeOffset oldest) ? Math.Max(0, (state.Clock.GetUtcNow() - oldest).TotalSeconds) : 0)));
        Family(text, "assay_outcomes", "gauge", "Outcomes in the ledger.", account.Entries.GroupBy(e => (e.Judge, e.State, e.Reason))
            .Select(g => ($"{Label("judge", g.Key.Judge)},outcome=\"{g.Key.State.ToSnakeCase()}\",reason=\"{g.Key.Reason}\"", (double)g.Sum(e => e.Count))));
        Family(text, "assay_provider_attempts_total", "counter", "Calls made since the start.", state.Judges.Select(j => (Label("judge", j.Judge.Name), (double)j.Progress.Attempts)));
        Family(text, "assay_cost_usd_total", "counter", "Spent since the start.", state.Judges.Select(j => (Label("judge", j.Judge.Name), (double)j.Progress.CostUsd)));
        Family(text, "assay_judge_paused", "gauge", "1 while a judge is paused.", state.Judges.Select(j => (Label("judge", j.Judge.Name), j.Paused is null ? 0.0 : 1)));
        IReadOnlyList<string> stalled = state.Progress.Stalled;
        Family(text, "assay_judge_stalled", "gauge", "1 while a judge has work, is not held up, and got nothing done for minutes.",
            state.Judges.Select(j => (Label("judge", j.Judge.Name), stalled.Contains(j.Judge.Name) ? 1.0 : 0)));
        return text.ToString();
    }

    private static void WriteReceivers(StringBuilder text, ServiceState state, IReadOnlyDictionary<string, ReceiverAccount> accounts)
    {
        (string Labels, ReceiverAccount Account, long Failed)[] receivers =
        [
            .. state.Senders.Select(s => ($"{Label("channel", s.Channel)},{Label("receiver", s.Name)}", accounts.GetValueOrDefault(s.Name, ReceiverAccount.Empty), s.FailedAttempts)),
        ];
        Family(text, "assay_notifications_total", "counter", "Messages to receivers, by what became of them.", receivers.SelectMany(r => new[]
        {
            ($"{r.Labels},result=\"delivered\"", (double)r.Account.Delivered), ($"{r.Labels},result=\"given_up\"", r.Account.GivenUp), ($"{r.Labels},result=\"dropped\"", r.Account.Dropped),
        }));
        Family(text, "assay_notification_failures_total", "counter", "Requests to receivers since the start that came to nothing.", receivers.Select(r => (r.Labels, (double)r.Failed)));
        Family(text, "assay_owed_notifications", "gauge", "Messages that wait to be delivered.", receivers.Select(r => (r.Labels, (double)r.Account.Owed)));
        Family(text, "assay_oldest_owed_notification_seconds", "gauge", "How long the longest waiting message has been owed; 0 where none is.",
            receivers.Select(r => (r.Labels, r.Account.OldestOwed is { } oldest ? Math.Max(0, (state.Clock.GetUtcNow() - oldest).TotalSeconds) : 0)));
        Family(text, "assay_dead_letters", "gauge", "Messages that were given up and not sent again.", receivers.Select(r => (r.Labels, (double)r.Account.Undelivered)));
    }

    private static long Count(LedgerAccount account, string judge, OutcomeState state) => account.Entries.Where(e => e.Judge == judge && e.State == state).Sum(e => e.Count);

    private static void Family(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach ((string labels, double value) in samples)
        {
            text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static string Label(string name, string value) =>
        $"{name}=\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
