using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Collecting.Redaction;

/// <summary>Redacts the strings of a metadata value, however deep they stand; names, numbers and everything else stay.</summary>
internal static class MetadataRedaction
{
    /// <summary>The same value where nothing is found.</summary>
    public static JsonElement Apply(JsonElement value, Func<string, string> redact)
    {
        // Strings, which nearly all values are, need no writing where nothing is found.
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array)
            || (value.ValueKind == JsonValueKind.String && value.GetString() is { } whole && ReferenceEquals(redact(whole), whole)))
        {
            return value;
        }

        bool changed = false;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            Write(json, value);
        }

        return changed ? JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), new JsonDocumentOptions { MaxDepth = int.MaxValue }) : value;

        void Write(Utf8JsonWriter json, JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    string text = element.GetString()!;
                    string redacted = redact(text);
                    changed |= !ReferenceEquals(redacted, text);
                    json.WriteStringValue(redacted);
                    break;
                case JsonValueKind.Object:
                    json.WriteStartObject();
                    foreach (JsonProperty field in element.EnumerateObject().OrderBy(f => f.Name, StringComparer.Ordinal))
                    {
                        json.WritePropertyName(field.Name);
                        Write(json, field.Value);
                    }

                    json.WriteEndObject();
                    break;
                case JsonValueKind.Array:
                    json.WriteStartArray();
                    foreach (JsonElement item in element.EnumerateArray())
                    {
                        Write(json, item);
                    }

                    json.WriteEndArray();
                    break;
                default:
                    element.WriteTo(json);
                    break;
            }
        }
    }
}
