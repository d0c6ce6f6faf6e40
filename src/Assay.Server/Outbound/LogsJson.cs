using System.Globalization;
using System.Text.Json;
using Assay.Server.Telemetry.Wire;
using Assay.Surfacing;
using Google.Protobuf;

namespace Assay.Server.Outbound;

/// <summary>Writes log records as OTLP has them in JSON: ids in hexadecimal, 64-bit whole numbers as text.</summary>
internal static class LogsJson
{
    public static byte[] Write(LogsRequest request)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            WriteEach(json, "resourceLogs", request.ResourceLogs, resource =>
            {
                json.WriteStartObject("resource");
                Write(json, resource.Resource.Attributes);
                json.WriteEndObject();
                WriteEach(json, "scopeLogs", resource.ScopeLogs, scope =>
                {
                    json.WriteStartObject("scope");
                    json.WriteString("name", scope.Scope.Name);
                    json.WriteEndObject();
                    WriteEach(json, "logRecords", scope.LogRecords, record => Write(json, record));
                });
            });
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteEach<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, LogRecord record)
    {
        json.WriteString("timeUnixNano", record.TimeUnixNano.ToString(CultureInfo.InvariantCulture));
        json.WriteString("observedTimeUnixNano", record.ObservedTimeUnixNano.ToString(CultureInfo.InvariantCulture));
        json.WriteString("eventName", record.EventName);
        WriteId(json, "traceId", record.TraceId);
        WriteId(json, "spanId", record.SpanId);
        Write(json, record.Attributes);
    }

    private static void WriteId(Utf8JsonWriter json, string name, ByteString id)
    {
        if (!id.IsEmpty)
        {
            json.WriteString(name, Convert.ToHexStringLower(id.Span));
        }
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<KeyValue> attributes) => WriteEach(json, "attributes", attributes, pair =>
    {
        json.WriteString("key", pair.Key);
        json.WriteStartObject("value");
        if (pair.Value.HasDoubleValue)
        {
            json.WriteNumber("doubleValue", pair.Value.DoubleValue);
        }
        else
        {
            json.WriteString("stringValue", pair.Value.StringValue);
        }

        json.WriteEndObject();
    });
}
