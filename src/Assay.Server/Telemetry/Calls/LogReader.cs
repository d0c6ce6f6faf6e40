using Assay.Server.Telemetry.Conventions;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry.Calls;

/// <summary>
/// Reads the GenAI events among the log records of a request. One kind of event tells a whole call; the older kinds tell one
/// message each and are joined by their span.
/// </summary>
internal sealed class LogReader
{
    private readonly List<Reading> readings = [];
    private readonly Dictionary<string, JoinedEvents> joined = [];

    private LogReader()
    {
    }

    public static TelemetryBatch Read(LogsRequest request)
    {
        LogReader reader = new();
        foreach (ResourceLogs resource in request.ResourceLogs)
        {
            Attributes shared = resource.Resource is { } found ? new Attributes(found.Attributes) : Attributes.None;
            foreach (ScopeLogs scope in resource.ScopeLogs)
            {
                foreach (LogRecord record in scope.LogRecords)
                {
                    reader.Take(record, scope.Scope?.Name ?? "", shared);
                }
            }
        }

        return TelemetryBatch.Of(reader.readings.Concat(reader.joined.Values.SelectMany(events => events.Read())));
    }

    private void Take(LogRecord record, string scope, Attributes resource)
    {
        Attributes attributes = new(record.Attributes);
        Call call = new()
        {
            Id = CallIds.Of(record.TraceId, record.SpanId),
            Attributes = attributes,
            Resource = resource,
            Scope = scope,
            EndedAt = UnixNanoseconds.ToTime(record.TimeUnixNano) ?? UnixNanoseconds.ToTime(record.ObservedTimeUnixNano),
            Failed = attributes.Has("error.type"),
        };
        string name = Name(record, attributes);
        if (name == GenAi.DetailsEvent)
        {
            // Early versions of the event put its fields into the body.
            attributes.AddRange(record.Body?.KvlistValue?.Values ?? []);
            readings.Add(CallReader.Read(call));
        }
        else if (call.Id.Length > 0 && EventBody.Tells(name))
        {
            Joined(call.Id).Add(call, new CallEvent(name, EventBody.Of(record)));
        }
        else
        {
            readings.Add(new Reading.Ignored());
        }
    }

    private JoinedEvents Joined(string id)
    {
        if (!joined.TryGetValue(id, out JoinedEvents? events))
        {
            joined.Add(id, events = new JoinedEvents());
        }

        return events;
    }

    private static string Name(LogRecord record, Attributes attributes) =>
        record.EventName.Length > 0 ? record.EventName : attributes.Text("event.name") ?? attributes.Text("logrecord.event.name") ?? "";
}
