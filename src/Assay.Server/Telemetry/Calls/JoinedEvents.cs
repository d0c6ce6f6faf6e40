using Assay.Server.Telemetry.Conventions;

namespace Assay.Server.Telemetry.Calls;

/// <summary>The events of one model call, in the order in which they stand in the request.</summary>
internal sealed class JoinedEvents
{
    private readonly List<CallEvent> events = [];
    private Call? last;

    public void Add(Call call, CallEvent happened)
    {
        last = call;
        events.Add(happened);
    }

    /// <summary>One reading of the call; the other events are no calls of their own.</summary>
    public IEnumerable<Reading> Read()
    {
        // Events name the provider at most, never the kind of the operation: that they are there tells it.
        Call call = last! with { Events = events };
        yield return events.Exists(happened => GenAi.OutputEvents.ContainsKey(happened.Name)) ? CallReader.ReadModelCall(call) : new Reading.Unanswered();
        for (int i = 1; i < events.Count; i++)
        {
            yield return new Reading.Ignored();
        }
    }
}
