using System.Text.Json;
using Assay.Server.Telemetry.Conventions;
using Assay.Server.Telemetry.Messages;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry.Calls;

/// <summary>Finds the message of an event. Log events have a body; span events have attributes only, and put it there.</summary>
internal static class EventBody
{
    /// <summary>Hold the whole message, as JSON or as text.</summary>
    private static readonly string[] Wholes = ["gen_ai.event.content", "gen_ai.prompt", "gen_ai.completion"];

    public static bool Tells(string eventName) => GenAi.InputEvents.ContainsKey(eventName) || GenAi.OutputEvents.ContainsKey(eventName);

    public static JsonElement Of(SpanEvent happened)
    {
        Attributes attributes = new(happened.Attributes);
        foreach (string whole in Wholes)
        {
            if (attributes.Text(whole) is { } text)
            {
                return JsonContent.TryParse(text) ?? AnyValueJson.ToJson([("content", AnyValueJson.ToJson(text))]);
            }
        }

        return AnyValueJson.ToJson(attributes.All.Select(pair => (pair.Key, attributes.Json(pair.Key) ?? pair.Value.ToJson())));
    }

    public static JsonElement Of(LogRecord record) => record.Body switch
    {
        null => AnyValueJson.ToJson([]),
        { HasStringValue: true } body => JsonContent.TryParse(body.StringValue) ?? AnyValueJson.ToJson([("content", body.ToJson())]),
        var body => body.ToJson(),
    };
}
