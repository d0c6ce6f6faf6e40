using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Surfacing.Alerts;

namespace Assay.Surfacing.Outbound;

/// <summary>Verdicts and notices as one JSON document, for programs that are told of them.</summary>
public static class EventsJson
{
    public static byte[] Write(IReadOnlyList<OutboxMessage> messages)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("events");
            foreach (OutboxMessage message in messages)
            {
                json.WriteStartObject();
                json.WriteString("id", message.Id);
                switch (message)
                {
                    case OutboxMessage.Decided { Verdict: var verdict }:
                        Write(json, verdict);
                        break;
                    case OutboxMessage.Alerted { Notice: var notice }:
                        Write(json, notice);
                        break;
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, DecidedVerdict verdict)
    {
        json.WriteString("type", "verdict");
        json.WriteString("decided_at", verdict.DecidedAt);
        json.WriteNumber("revision", verdict.Revision);
        json.WritePropertyName("result");
        ResultJson.Write(json, verdict.Result);
    }

    private static void Write(Utf8JsonWriter json, AlertNotice notice)
    {
        json.WriteString("type", "alert");
        json.WriteString("event", notice.Event.ToSnakeCase());
        json.WriteString("at", notice.At);
        json.WritePropertyName("incident");
        IncidentJson.Write(json, notice.Incident);
        json.WriteStartObject("texts");
        foreach ((string response, NoticeText text) in notice.Texts)
        {
            json.WriteStartObject(response);
            json.WriteString("input", text.Input);
            json.WriteString("output", text.Output);
            json.WriteString("reason", text.Reason);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
