using System.Text.Json;

namespace Assay.Surfacing.Outbound;

/// <summary>Verdicts as one JSON document, for programs that are told of them.</summary>
public static class VerdictsJson
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
                json.WriteString("type", "verdict");
                json.WriteString("decided_at", message.Verdict.DecidedAt);
                json.WriteNumber("revision", message.Verdict.Revision);
                json.WritePropertyName("result");
                ResultJson.Write(json, message.Verdict.Result);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
