using Assay.Server.Telemetry.Conventions;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry.Calls;

/// <summary>
/// Reads the GenAI events among the log records of a request. One kind of event tells a whole call; the older kinds tell one
/// message each and are joined by their span.
/// </summary>
internal static class LogReader
{
    public static TelemetryBatch Read(LogsRequest request)
    {
        List<Reading> readings = [];
        Dictionary<string, JoinedEvents> joined = [];
        foreach (ResourceLogs resource in request.ResourceLogs)
        {
            Attributes shared = resource.Resource is { } found ? new Attributes(found.Attributes) : Attributes.None;
            foreach (ScopeLogs scope in resource.ScopeLogs)
            {
                foreach (LogRecord record in scope.LogRecords)
                {
                    Attributes attributes = new(record.Attributes);
                    string name = Name(record, attributes);
                    string id = CallIds.Of(record.TraceId, record.SpanId);
                    Call call = new()
                    {
                        Id = id,
                        Attributes = attributes,
                        Resource = shared,
                        Scope = scope.Scope?.Name ?? "",
                        EndedAt = UnixNanoseconds.ToTime(record.TimeUnixNano) ?? UnixNanoseconds.ToTime(record.ObservedTimeUnixNano),
                        Failed = attributes.Has("error.type"),
                    };
                    if (name == GenAi.DetailsEvent)
                    {
                        readings.Add(CallReader.Read(WithBody(call, record)));
                    }
                    else if (id.Length > 0 && EventBody.Tells(name))
                    {
                        if (!joined.TryGetValue(id, out JoinedEvents? events))
                        {
                            joined.Add(id, events = new JoinedEvents());
                        }

                        events.Add(call, new CallEvent(name, EventBody.Of(record)));
                    }
                    else
                    {
                        readings.Add(new Reading.Ignored());
                    }
                }
            }
        }

        return TelemetryBatch.Of(readings.Concat(joined.Values.SelectMany(events => events.Read())));
    }

    private static string Name(LogRecord record, Attributes attributes) =>
        record.EventName.Length > 0 ? record.EventName : attributes.Text("event.name") ?? attributes.Text("logrecord.event.name") ?? "";

    /// <summary>Early versions of the event put its fields into the body.</summary>
    private static Call WithBody(Call call, LogRecord record)
    {
        foreach (KeyValue pair in record.Body?.KvlistValue?.Values ?? [])
        {
            call.Attributes.Add(pair);
        }

        return call;
    }
}
