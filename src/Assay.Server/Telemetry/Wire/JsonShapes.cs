namespace Assay.Server.Telemetry.Wire;

/// <summary>How the messages of <c>otlp.proto</c> are written in JSON.</summary>
internal static class JsonShapes
{
    private static readonly JsonShape<AnyValue> AnyValue = new()
    {
        { "stringValue", (ref json, value) => value.StringValue = JsonValues.Text(ref json) },
        { "boolValue", (ref json, value) => value.BoolValue = JsonValues.Boolean(ref json) },
        { "intValue", (ref json, value) => value.IntValue = JsonValues.Int64(ref json) },
        { "doubleValue", (ref json, value) => value.DoubleValue = JsonValues.Double(ref json) },
        { "arrayValue", (ref json, value) => value.ArrayValue = ArrayValue!.Read(ref json) },
        { "kvlistValue", (ref json, value) => value.KvlistValue = KeyValueList!.Read(ref json) },
        { "bytesValue", (ref json, value) => value.BytesValue = JsonValues.Base64(ref json) },
    };

    private static readonly JsonShape<KeyValue> KeyValue = new()
    {
        { "key", (ref json, pair) => pair.Key = JsonValues.Text(ref json) },
        { "value", (ref json, pair) => pair.Value = AnyValue.Read(ref json) },
    };

    private static readonly JsonShape<ArrayValue> ArrayValue = new()
    {
        { "values", (ref json, array) => AnyValue.ReadList(ref json, array.Values) },
    };

    private static readonly JsonShape<KeyValueList> KeyValueList = new()
    {
        { "values", (ref json, list) => KeyValue.ReadList(ref json, list.Values) },
    };

    private static readonly JsonShape<Resource> Resource = new()
    {
        { "attributes", (ref json, resource) => KeyValue.ReadList(ref json, resource.Attributes) },
    };

    private static readonly JsonShape<InstrumentationScope> Scope = new()
    {
        { "name", (ref json, scope) => scope.Name = JsonValues.Text(ref json) },
    };

    private static readonly JsonShape<SpanEvent> SpanEvent = new()
    {
        { "name", (ref json, happened) => happened.Name = JsonValues.Text(ref json) },
        { "attributes", (ref json, happened) => KeyValue.ReadList(ref json, happened.Attributes) },
    };

    private static readonly JsonShape<SpanStatus> SpanStatus = new()
    {
        { "message", (ref json, status) => status.Message = JsonValues.Text(ref json) },
        { "code", (ref json, status) => status.Code = (int)JsonValues.Int64(ref json) },
    };

    private static readonly JsonShape<Span> Span = new()
    {
        { "traceId", (ref json, span) => span.TraceId = JsonValues.Hex(ref json) },
        { "spanId", (ref json, span) => span.SpanId = JsonValues.Hex(ref json) },
        { "parentSpanId", (ref json, span) => span.ParentSpanId = JsonValues.Hex(ref json) },
        { "name", (ref json, span) => span.Name = JsonValues.Text(ref json) },
        { "startTimeUnixNano", (ref json, span) => span.StartTimeUnixNano = JsonValues.UInt64(ref json) },
        { "endTimeUnixNano", (ref json, span) => span.EndTimeUnixNano = JsonValues.UInt64(ref json) },
        { "attributes", (ref json, span) => KeyValue.ReadList(ref json, span.Attributes) },
        { "events", (ref json, span) => SpanEvent.ReadList(ref json, span.Events) },
        { "status", (ref json, span) => span.Status = SpanStatus.Read(ref json) },
    };

    private static readonly JsonShape<ScopeSpans> ScopeSpans = new()
    {
        { "scope", (ref json, spans) => spans.Scope = Scope.Read(ref json) },
        { "spans", (ref json, spans) => Span.ReadList(ref json, spans.Spans) },
    };

    private static readonly JsonShape<ResourceSpans> ResourceSpans = new()
    {
        { "resource", (ref json, spans) => spans.Resource = Resource.Read(ref json) },
        { "scopeSpans", (ref json, spans) => ScopeSpans.ReadList(ref json, spans.ScopeSpans) },
    };

    private static readonly JsonShape<LogRecord> LogRecord = new()
    {
        { "timeUnixNano", (ref json, log) => log.TimeUnixNano = JsonValues.UInt64(ref json) },
        { "observedTimeUnixNano", (ref json, log) => log.ObservedTimeUnixNano = JsonValues.UInt64(ref json) },
        { "body", (ref json, log) => log.Body = AnyValue.Read(ref json) },
        { "attributes", (ref json, log) => KeyValue.ReadList(ref json, log.Attributes) },
        { "traceId", (ref json, log) => log.TraceId = JsonValues.Hex(ref json) },
        { "spanId", (ref json, log) => log.SpanId = JsonValues.Hex(ref json) },
        { "eventName", (ref json, log) => log.EventName = JsonValues.Text(ref json) },
    };

    private static readonly JsonShape<ScopeLogs> ScopeLogs = new()
    {
        { "scope", (ref json, logs) => logs.Scope = Scope.Read(ref json) },
        { "logRecords", (ref json, logs) => LogRecord.ReadList(ref json, logs.LogRecords) },
    };

    private static readonly JsonShape<ResourceLogs> ResourceLogs = new()
    {
        { "resource", (ref json, logs) => logs.Resource = Resource.Read(ref json) },
        { "scopeLogs", (ref json, logs) => ScopeLogs.ReadList(ref json, logs.ScopeLogs) },
    };

    public static readonly JsonShape<TraceRequest> TraceRequest = new()
    {
        { "resourceSpans", (ref json, request) => ResourceSpans.ReadList(ref json, request.ResourceSpans) },
    };

    public static readonly JsonShape<LogsRequest> LogsRequest = new()
    {
        { "resourceLogs", (ref json, request) => ResourceLogs.ReadList(ref json, request.ResourceLogs) },
    };
}
