using System.Text;
using Assay.Collecting;
using Assay.Server.Telemetry;
using Assay.Server.Telemetry.Wire;
using Google.Protobuf;

namespace Assay.Tests.Server.Telemetry;

/// <summary>Requests as senders make them. Every one is read in both encodings, which must say the same.</summary>
internal static class Sent
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    public const ulong Start = 1_770_000_000_000_000_000;

    public static string Id(byte span) => $"{TraceId}-b7ad6b71692033{span:x2}";

    public static ByteString SpanId(byte span) => ByteString.CopyFrom(Convert.FromHexString($"b7ad6b71692033{span:x2}"));

    public static Span Span(byte id, params (string Name, object Value)[] attributes)
    {
        Span span = new()
        {
            TraceId = ByteString.CopyFrom(Convert.FromHexString(TraceId)),
            SpanId = SpanId(id),
            Name = "chat",
            StartTimeUnixNano = Start,
            EndTimeUnixNano = Start + 1_234_567_890,
        };
        span.Attributes.AddRange(attributes.Select(pair => Pair(pair.Name, pair.Value)));
        return span;
    }

    public static Span Under(this Span span, byte parent)
    {
        span.ParentSpanId = SpanId(parent);
        return span;
    }

    public static Span With(this Span span, string happened, params (string Name, object Value)[] attributes)
    {
        SpanEvent spanEvent = new() { Name = happened };
        spanEvent.Attributes.AddRange(attributes.Select(pair => Pair(pair.Name, pair.Value)));
        span.Events.Add(spanEvent);
        return span;
    }

    public static LogRecord Log(string eventName, object? body, byte span = 1, params (string Name, object Value)[] attributes)
    {
        LogRecord record = new()
        {
            TimeUnixNano = Start,
            EventName = eventName,
            TraceId = ByteString.CopyFrom(Convert.FromHexString(TraceId)),
            SpanId = SpanId(span),
            Body = body is null ? null : Value(body),
        };
        record.Attributes.AddRange(attributes.Select(pair => Pair(pair.Name, pair.Value)));
        return record;
    }

    public static TraceRequest Traces(params Span[] spans) => Traces("test", spans);

    public static TraceRequest Traces(string scope, params Span[] spans)
    {
        Resource resource = new();
        resource.Attributes.Add([Pair("service.name", "shop"), Pair("service.version", "1.4.0"), Pair("deployment.environment.name", "prod")]);
        ScopeSpans scoped = new() { Scope = new InstrumentationScope { Name = scope } };
        scoped.Spans.AddRange(spans);
        return new TraceRequest { ResourceSpans = { new ResourceSpans { Resource = resource, ScopeSpans = { scoped } } } };
    }

    public static LogsRequest Logs(params LogRecord[] records)
    {
        ScopeLogs scoped = new() { Scope = new InstrumentationScope { Name = "test" } };
        scoped.LogRecords.AddRange(records);
        return new LogsRequest { ResourceLogs = { new ResourceLogs { ScopeLogs = { scoped } } } };
    }

    public static TelemetryBatch Read(params Span[] spans) => Read(Traces(spans));

    public static TelemetryBatch Read(TraceRequest request)
    {
        TelemetryBatch batch = OtlpReader.ReadTraces(request.ToByteArray(), OtlpEncoding.Protobuf);
        AssertEqual(batch, OtlpReader.ReadTraces(Encoding.UTF8.GetBytes(OtlpJson.Write(request)), OtlpEncoding.Json));
        return batch;
    }

    public static TelemetryBatch Read(LogsRequest request)
    {
        TelemetryBatch batch = OtlpReader.ReadLogs(request.ToByteArray(), OtlpEncoding.Protobuf);
        AssertEqual(batch, OtlpReader.ReadLogs(Encoding.UTF8.GetBytes(OtlpJson.Write(request)), OtlpEncoding.Json));
        return batch;
    }

    public static TelemetryBatch Read(params LogRecord[] records) => Read(Logs(records));

    /// <summary>The one response of a batch in which nothing else is.</summary>
    public static Response Only(this TelemetryBatch batch)
    {
        Assert.Empty(batch.Rejected);
        Assert.Empty(batch.WithoutContent);
        return Assert.Single(batch.Responses);
    }

    public static KeyValue Pair(string name, object value) => new() { Key = name, Value = Value(value) };

    public static AnyValue Value(object value) => value switch
    {
        AnyValue any => any,
        string text => new AnyValue { StringValue = text },
        bool flag => new AnyValue { BoolValue = flag },
        int number => new AnyValue { IntValue = number },
        long number => new AnyValue { IntValue = number },
        double number => new AnyValue { DoubleValue = number },
        byte[] bytes => new AnyValue { BytesValue = ByteString.CopyFrom(bytes) },
        IReadOnlyDictionary<string, object> fields => new AnyValue { KvlistValue = new KeyValueList { Values = { fields.Select(field => Pair(field.Key, field.Value)) } } },
        System.Collections.IEnumerable items => new AnyValue { ArrayValue = new ArrayValue { Values = { items.Cast<object>().Select(Value) } } },
        _ => throw new ArgumentException($"no such attribute: {value}", nameof(value)),
    };

    public static void AssertEqual(TelemetryBatch expected, TelemetryBatch actual)
    {
        Assert.Equal(expected.Responses.Select(Shown), actual.Responses.Select(Shown));
        Assert.Equal(expected.WithoutContent.Select(call => (Shown(call.Response), call.Setting)), actual.WithoutContent.Select(call => (Shown(call.Response), call.Setting)));
        Assert.Equal(expected.Rejected, actual.Rejected);
        Assert.Equal((expected.Ignored, expected.WithoutAnswer), (actual.Ignored, actual.WithoutAnswer));
    }

    private static string Shown(Response response) => $"{response.Id} {ContentHash.Of(response)} {response.Input} {response.Output}";
}
