using System.Text.Json;
using Assay.Configuring;
using Assay.Scoring.Judging;

namespace Assay.Surfacing.Alerts.Watching;

/// <summary>Rules and where they stand as JSON members: <c>"alerts": [...]</c>.</summary>
public static class AlertBoardJson
{
    public static void Write(Utf8JsonWriter json, AlertBoard board)
    {
        json.WriteStartArray("alerts");
        foreach (AlertBoard.Row row in board.Rows)
        {
            json.WriteStartObject();
            WriteRule(json, row.Rule);
            if (row.MutedUntil is { } until)
            {
                json.WriteString("muted_until", until);
            }

            json.WriteStartArray("subjects");
            foreach (AlertBoard.Standing standing in row.Standings)
            {
                Write(json, standing);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What a rule is, as members.</summary>
    public static void WriteRule(Utf8JsonWriter json, AlertRule rule)
    {
        json.WriteString("name", rule.Name);
        json.WriteString("kind", rule.Condition.Kind);
        json.WriteString("rule", AlertRuleText.Write(rule));
        json.WriteString("origin", rule.Origin.ToSnakeCase());
        json.WriteString("severity", rule.Severity.ToSnakeCase());
    }

    private static void Write(Utf8JsonWriter json, AlertBoard.Standing standing)
    {
        json.WriteStartObject();
        json.WritePropertyName("subject");
        IncidentJson.Write(json, standing.State.Subject);
        json.WriteString("state", standing.State.Stage.ToSnakeCase());
        if (standing.State is { IsPlain: false })
        {
            json.WriteString("since", standing.State.Since);
        }

        if (standing.State.Incident is { } incident)
        {
            json.WriteString("incident", incident);
        }

        if (standing.State.QuietUntil is { } quiet)
        {
            json.WriteString("quiet_until", quiet);
        }

        if (standing.Reading is { } reading)
        {
            json.WriteString("signal", reading.Signal.ToSnakeCase());
            IncidentJson.WriteFigures(json, reading.Evidence);
        }

        json.WriteEndObject();
    }
}
