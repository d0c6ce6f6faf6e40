using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Surfacing.Causes;

namespace Assay.Surfacing.Alerts;

/// <summary>Incidents as JSON: as the ledger keeps them, the API shows them and programs are told of them.</summary>
public static class IncidentJson
{
    public static string Write(Incident incident) => Text(json => Write(json, incident));

    public static void Write(Utf8JsonWriter json, Incident incident)
    {
        json.WriteStartObject();
        json.WriteString("id", incident.Id);
        json.WriteString("rule", incident.Rule);
        json.WritePropertyName("subject");
        Write(json, incident.Subject);
        json.WriteString("severity", incident.Severity.ToSnakeCase());
        json.WriteString("opened_at", incident.OpenedAt);
        if (incident.ClosedAt is { } closed)
        {
            json.WriteString("closed_at", closed);
        }

        if (incident.Acknowledged is { } acknowledged)
        {
            json.WriteStartObject("acknowledged");
            json.WriteString("at", acknowledged.At);
            json.WriteString("by", acknowledged.By);
            json.WriteEndObject();
        }

        json.WriteBoolean("told", incident.IsTold);
        json.WritePropertyName("opening");
        Write(json, incident.Opening);
        if (incident.Closing is { } closing)
        {
            json.WritePropertyName("closing");
            Write(json, closing);
        }

        json.WriteEndObject();
    }

    public static string Write(AlertSubject subject) => Text(json => Write(json, subject));

    public static void Write(Utf8JsonWriter json, AlertSubject subject)
    {
        json.WriteStartObject();
        json.WriteString("kind", subject.Kind);
        foreach ((string name, string? value) in new[] { ("judge", subject.Judge), ("judge_version", subject.JudgeVersion), ("criterion", subject.Criterion), ("release", subject.Release) })
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        if (subject.Slice is { } slice)
        {
            json.WriteStartObject("slice");
            json.WriteString(slice.Field, slice.Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The sentence, and what was measured, as members.</summary>
    public static void WriteFigures(Utf8JsonWriter json, AlertEvidence evidence)
    {
        json.WriteString("statement", evidence.Statement);
        EstimateJson.Write(json, "value", evidence.Value);
        EstimateJson.Write(json, "baseline", evidence.Baseline);
        EstimateJson.Write(json, "change", evidence.Change);
        EstimateJson.Write(json, "corrected", evidence.Corrected);
        foreach ((string name, string? text) in new[] { ("corrected_text", evidence.CorrectedText), ("advisory", evidence.Advisory) })
        {
            if (text is not null)
            {
                json.WriteString(name, text);
            }
        }

        if (evidence.Threshold is { } threshold)
        {
            json.WriteNumber("threshold", threshold);
        }
    }

    public static string Write(AlertEvidence evidence) => Text(json => Write(json, evidence));

    public static void Write(Utf8JsonWriter json, AlertEvidence evidence)
    {
        json.WriteStartObject();
        WriteFigures(json, evidence);

        json.WriteString("from", evidence.From);
        json.WriteString("to", evidence.To);
        json.WriteStartArray("worst");
        foreach (WorstResponse worst in evidence.Worst)
        {
            json.WriteStartObject();
            json.WriteString("id", worst.ResponseId);
            json.WriteNumber("score", worst.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (evidence.Cause is { } cause)
        {
            json.WriteStartObject("cause");
            json.WriteString("label", cause.Label);
            EstimateJson.Write(json, "share_of_drop", cause.ShareOfDrop);
            json.WriteNumber("support", cause.Support);
            json.WriteEndObject();
        }

        if (evidence.Judge is { } judge)
        {
            json.WritePropertyName("judge_check");
            AnchorFindingJson.Write(json, judge);
        }

        json.WriteEndObject();
    }

    /// <param name="json">As <see cref="Write(Incident)"/> wrote it.</param>
    public static Incident Read(string json)
    {
        JsonElement incident = JsonElement.Parse(json);
        return new Incident
        {
            Id = incident.GetProperty("id").GetGuid(),
            Rule = incident.GetProperty("rule").GetString()!,
            Subject = Subject(incident.GetProperty("subject")),
            Severity = SnakeCase.Parse<AlertSeverity>(incident.GetProperty("severity").GetString()!),
            OpenedAt = incident.GetProperty("opened_at").GetDateTimeOffset(),
            ClosedAt = incident.TryGetProperty("closed_at", out JsonElement closed) ? closed.GetDateTimeOffset() : null,
            Acknowledged = incident.TryGetProperty("acknowledged", out JsonElement known) ? new Acknowledgement(known.GetProperty("at").GetDateTimeOffset(), known.GetProperty("by").GetString()!) : null,
            IsTold = incident.GetProperty("told").GetBoolean(),
            Opening = Evidence(incident.GetProperty("opening")),
            Closing = incident.TryGetProperty("closing", out JsonElement closing) ? Evidence(closing) : null,
        };
    }

    public static AlertSubject ReadSubject(string json) => Subject(JsonElement.Parse(json));

    public static AlertEvidence ReadEvidence(string json) => Evidence(JsonElement.Parse(json));

    private static AlertSubject Subject(JsonElement subject) => new(subject.GetProperty("kind").GetString()!)
    {
        Judge = Text(subject, "judge"),
        JudgeVersion = Text(subject, "judge_version"),
        Criterion = Text(subject, "criterion"),
        Release = Text(subject, "release"),
        Slice = subject.TryGetProperty("slice", out JsonElement slice) ? slice.EnumerateObject().Select(p => (Facet?)new Facet(p.Name, p.Value.GetString()!)).First() : null,
    };

    private static AlertEvidence Evidence(JsonElement evidence) => new()
    {
        Statement = evidence.GetProperty("statement").GetString()!,
        Value = EstimateJson.Read(evidence, "value"),
        Baseline = EstimateJson.Read(evidence, "baseline"),
        Change = EstimateJson.ReadDifference(evidence, "change"),
        Corrected = EstimateJson.Read(evidence, "corrected"),
        CorrectedText = Text(evidence, "corrected_text"),
        Advisory = Text(evidence, "advisory"),
        Threshold = evidence.TryGetProperty("threshold", out JsonElement threshold) ? threshold.GetDouble() : null,
        From = evidence.GetProperty("from").GetDateTimeOffset(),
        To = evidence.GetProperty("to").GetDateTimeOffset(),
        Worst = [.. evidence.GetProperty("worst").EnumerateArray().Select(w => new WorstResponse(w.GetProperty("id").GetString()!, w.GetProperty("score").GetDouble()))],
        Cause = evidence.TryGetProperty("cause", out JsonElement cause)
            ? new LeadingCause(cause.GetProperty("label").GetString()!, EstimateJson.Read(cause, "share_of_drop"), cause.GetProperty("support").GetInt64())
            : null,
        Judge = evidence.TryGetProperty("judge_check", out JsonElement judge) ? AnchorFindingJson.Read(judge) : null,
    };

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            write(json);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
