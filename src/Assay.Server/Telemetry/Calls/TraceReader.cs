using Assay.Server.Telemetry.Conventions;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry.Calls;

/// <summary>Reads the spans of a request.</summary>
internal static class TraceReader
{
    private const int Error = 2;

    public static TelemetryBatch Read(TraceRequest request)
    {
        List<(Call Call, Reading Reading)> readings = [];
        foreach (ResourceSpans resource in request.ResourceSpans)
        {
            Attributes shared = resource.Resource is { } found ? new Attributes(found.Attributes) : Attributes.None;
            foreach (ScopeSpans scope in resource.ScopeSpans)
            {
                foreach (Span span in scope.Spans)
                {
                    Call call = ToCall(span, scope.Scope?.Name ?? "", shared);
                    readings.Add((call, Read(call)));
                }
            }
        }

        return TelemetryBatch.Of(Nesting.WithoutDoubles(readings));
    }

    private static Reading Read(Call call)
    {
        Reading reading = CallReader.Read(call);
        return call.Id.Length == 0 && reading is not (Reading.Ignored or Reading.Rejected)
            ? new Reading.Rejected(new RejectedCall("", "The span has no trace id of 16 bytes and span id of 8 bytes; in JSON both are written in hexadecimal."))
            : reading;
    }

    private static Call ToCall(Span span, string scope, Attributes resource)
    {
        Attributes attributes = new(span.Attributes);
        List<CallEvent> events = [];
        foreach (SpanEvent happened in span.Events)
        {
            if (happened.Name == GenAi.DetailsEvent)
            {
                attributes.AddRange(happened.Attributes);
            }
            else if (EventBody.Tells(happened.Name))
            {
                events.Add(new CallEvent(happened.Name, EventBody.Of(happened)));
            }
        }

        return new Call
        {
            Id = CallIds.Of(span.TraceId, span.SpanId),
            ParentId = CallIds.Of(span.TraceId, span.ParentSpanId),
            Attributes = attributes,
            Resource = resource,
            Scope = scope,
            Events = events,
            EndedAt = UnixNanoseconds.ToTime(span.EndTimeUnixNano),
            Duration = UnixNanoseconds.Between(span.StartTimeUnixNano, span.EndTimeUnixNano),
            Failed = span.Status?.Code == Error || attributes.Has("error.type"),
        };
    }
}
