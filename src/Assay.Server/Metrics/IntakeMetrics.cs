using static Assay.Server.Metrics.MetricsText;

namespace Assay.Server.Metrics;

/// <summary>What came in.</summary>
internal static class IntakeMetrics
{
    public static void Write(MetricsText text, ServiceState state)
    {
        text.Counter("assay_ingest_items_total", "Responses that arrived since the start, by what became of them.",
        [
            (Labels(("result", "accepted")), state.Counts.Accepted), (Labels(("result", "known")), state.Counts.Known), (Labels(("result", "rejected")), state.Counts.Rejected),
        ]);
        text.Counter("assay_telemetry_records_total", "Spans and log records that arrived since the start and are not judged, by why.",
        [
            (Labels(("reason", "ignored")), state.Telemetry.Ignored), (Labels(("reason", "without_answer")), state.Telemetry.WithoutAnswer), (Labels(("reason", "without_content")), state.Telemetry.WithoutContent),
        ]);
        text.Counter("assay_ingest_refused_requests_total", "Requests refused since the start because too much was waiting.", [("", state.Counts.Refused)]);
        text.Gauge("assay_ingest_waiting_items", "Responses that wait to be saved.", [("", state.Intake.Count)]);
        text.Counter("assay_source_items_total", "Responses that sources brought since the start, by what became of them.",
            state.Sources.SelectMany(s => new[] { (Labels(("source", s.Name), ("result", "accepted")), (double)s.Accepted), (Labels(("source", s.Name), ("result", "rejected")), s.Rejected) }));
        text.Gauge("assay_source_failing", "1 while a source could not be read at the last look.", state.Sources.Select(s => (Labels(("source", s.Name)), s.Error is null ? 0.0 : 1)));
    }
}
