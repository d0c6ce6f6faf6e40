using System.Buffers;
using System.Text.Json;

namespace Assay.Server.Telemetry.Wire;

/// <summary>Turns attributes into JSON of the same types.</summary>
internal static class AnyValueJson
{
    public static JsonElement ToJson(this AnyValue value) => Written(json => Write(json, value));

    public static JsonElement ToJson(string text) => Written(json => json.WriteStringValue(text));

    public static JsonElement ToJson(long number) => Written(json => json.WriteNumberValue(number));

    public static JsonElement ToJson(IEnumerable<(string Name, JsonElement Value)> fields) => Written(json =>
    {
        json.WriteStartObject();
        foreach ((string name, JsonElement value) in fields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    });

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new(64);
        using (Utf8JsonWriter json = new(bytes))
        {
            write(json);
        }

        return JsonElement.Parse(bytes.WrittenSpan, new JsonDocumentOptions { MaxDepth = 2 * MessageLimits.DeepestNesting });
    }

    private static void Write(Utf8JsonWriter json, AnyValue? value)
    {
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                json.WriteStringValue(value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                json.WriteBooleanValue(value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.IntValue:
                json.WriteNumberValue(value.IntValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue):
                json.WriteNumberValue(value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                json.WriteBase64StringValue(value.BytesValue.Span);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                json.WriteStartArray();
                foreach (AnyValue item in value.ArrayValue.Values)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                json.WriteStartObject();
                foreach (KeyValue pair in value.KvlistValue.Values.DistinctBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(pair.Key);
                    Write(json, pair.Value);
                }

                json.WriteEndObject();
                break;
            default:
                // No value, or a number that JSON has no form for.
                json.WriteNullValue();
                break;
        }
    }
}
