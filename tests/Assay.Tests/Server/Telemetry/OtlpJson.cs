using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Assay.Server.Telemetry.Wire;
using Google.Protobuf;

namespace Assay.Tests.Server.Telemetry;

/// <summary>Writes requests in JSON as the protocol demands it.</summary>
internal static class OtlpJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1_000 };

    public static string Write(TraceRequest request) => Written(json => List(json, "resourceSpans", request.ResourceSpans, resource =>
    {
        ResourceOf(json, resource.Resource);
        List(json, "scopeSpans", resource.ScopeSpans, scope =>
        {
            ScopeOf(json, scope.Scope);
            List(json, "spans", scope.Spans, span => SpanOf(json, span));
        });
    }));

    public static string Write(LogsRequest request) => Written(json => List(json, "resourceLogs", request.ResourceLogs, resource =>
    {
        ResourceOf(json, resource.Resource);
        List(json, "scopeLogs", resource.ScopeLogs, scope =>
        {
            ScopeOf(json, scope.Scope);
            List(json, "logRecords", scope.LogRecords, record =>
            {
                Time(json, "timeUnixNano", record.TimeUnixNano);
                Time(json, "observedTimeUnixNano", record.ObservedTimeUnixNano);
                Hex(json, "traceId", record.TraceId);
                Hex(json, "spanId", record.SpanId);
                json.WriteString("eventName", record.EventName);
                AttributesOf(json, record.Attributes);
                if (record.Body is not null)
                {
                    json.WritePropertyName("body");
                    ValueOf(json, record.Body);
                }
            });
        });
    }));

    private static void SpanOf(Utf8JsonWriter json, Span span)
    {
        Hex(json, "traceId", span.TraceId);
        Hex(json, "spanId", span.SpanId);
        Hex(json, "parentSpanId", span.ParentSpanId);
        json.WriteString("name", span.Name);
        json.WriteNumber("kind", 3);
        Time(json, "startTimeUnixNano", span.StartTimeUnixNano);
        Time(json, "endTimeUnixNano", span.EndTimeUnixNano);
        AttributesOf(json, span.Attributes);
        List(json, "events", span.Events, happened =>
        {
            json.WriteString("name", happened.Name);
            AttributesOf(json, happened.Attributes);
        });
        json.WriteStartObject("status");
        json.WriteNumber("code", span.Status?.Code ?? 0);
        json.WriteEndObject();
    }

    private static void ResourceOf(Utf8JsonWriter json, Resource? resource)
    {
        if (resource is not null)
        {
            json.WriteStartObject("resource");
            AttributesOf(json, resource.Attributes);
            json.WriteEndObject();
        }
    }

    private static void ScopeOf(Utf8JsonWriter json, InstrumentationScope? scope)
    {
        json.WriteStartObject("scope");
        json.WriteString("name", scope?.Name ?? "");
        json.WriteEndObject();
    }

    private static void AttributesOf(Utf8JsonWriter json, IEnumerable<KeyValue> attributes) => List(json, "attributes", attributes, pair => PairOf(json, pair));

    private static void PairOf(Utf8JsonWriter json, KeyValue pair)
    {
        json.WriteString("key", pair.Key);
        if (pair.Value is not null)
        {
            json.WritePropertyName("value");
            ValueOf(json, pair.Value);
        }
    }

    private static void ValueOf(Utf8JsonWriter json, AnyValue value)
    {
        json.WriteStartObject();
        switch (value.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                json.WriteString("stringValue", value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                json.WriteBoolean("boolValue", value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.IntValue:
                json.WriteString("intValue", value.IntValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue):
                json.WriteNumber("doubleValue", value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue:
                json.WriteString("doubleValue", value.DoubleValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                json.WriteBase64String("bytesValue", value.BytesValue.Span);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                json.WriteStartObject("arrayValue");
                json.WriteStartArray("values");
                foreach (AnyValue item in value.ArrayValue.Values)
                {
                    ValueOf(json, item);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                json.WriteStartObject("kvlistValue");
                List(json, "values", value.KvlistValue.Values, pair => PairOf(json, pair));
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
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

    private static void Hex(Utf8JsonWriter json, string name, ByteString id) => json.WriteString(name, Convert.ToHexStringLower(id.Span));

    private static void Time(Utf8JsonWriter json, string name, ulong time) => json.WriteString(name, time.ToString(CultureInfo.InvariantCulture));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
