using System.Text.Json;
using Assay.Surfacing.Alerts.Watching;

namespace Assay.Surfacing.Alerts.Backtesting;

/// <summary>What a rule would have done, as JSON members.</summary>
public static class BacktestJson
{
    public static void Write(Utf8JsonWriter json, BacktestReport report)
    {
        AlertBoardJson.WriteRule(json, report.Rule);
        json.WriteStartObject("range");
        json.WriteString("from", report.From);
        json.WriteString("to", report.To);
        json.WriteEndObject();
        if (report.Untestable is { } why)
        {
            json.WriteString("untestable", why);
            return;
        }

        json.WriteNumber("looks", report.Looks);
        json.WriteNumber("silent_looks", report.SilentLooks);
        json.WriteNumber("fired", report.Incidents.Count);
        json.WriteStartArray("incidents");
        foreach (BacktestIncident incident in report.Incidents)
        {
            json.WriteStartObject();
            json.WritePropertyName("subject");
            IncidentJson.Write(json, incident.Subject);
            json.WriteString("opened_at", incident.OpenedAt);
            json.WritePropertyName("opening");
            IncidentJson.Write(json, incident.Opening);
            if (incident is { ClosedAt: { } closed, Closing: { } closing })
            {
                json.WriteString("closed_at", closed);
                json.WritePropertyName("closing");
                IncidentJson.Write(json, closing);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
