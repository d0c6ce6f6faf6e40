using System.Text.Json;
using Assay.Server.Telemetry.Calls;
using Assay.Server.Telemetry.Messages;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>A place where a convention puts messages, and the form they have there.</summary>
/// <param name="Role">Of what names no role itself.</param>
internal abstract record ContentSource(string Role)
{
    /// <summary>Put there by OpenInference where a text is hidden.</summary>
    protected const string Redacted = "__REDACTED__";

    public abstract Content Read(Call call);

    /// <summary>A list of messages, as JSON in text or as structured values.</summary>
    public sealed record Messages(string Attribute, string Role) : ContentSource(Role)
    {
        public override Content Read(Call call)
        {
            if (call.Attributes.Value(Attribute) is not { } value || (value.HasStringValue && value.StringValue is "" or Redacted))
            {
                return Content.None;
            }

            return call.Attributes.Json(Attribute) is { } json && MessageReader.TryRead(json, Role) is { } messages
                ? new Content(messages)
                : Content.Unreadable($"{Attribute} is no list of messages in JSON. A limit on the length of attributes cuts it: raise OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT at the sender.");
        }
    }

    /// <summary>Parts without a message around them, or plain text.</summary>
    public sealed record Parts(string Attribute, string Role) : ContentSource(Role)
    {
        public override Content Read(Call call) =>
            call.Attributes.Json(Attribute) is { } parts ? new Content(MessageReader.ReadParts(parts, Role)) : new Text(Attribute, Role).Read(call);
    }

    /// <summary>Text as it is, also where it is JSON: an answer may be.</summary>
    public sealed record Text(string Attribute, string Role) : ContentSource(Role)
    {
        public override Content Read(Call call) =>
            call.Attributes.Text(Attribute) is { } text and not Redacted ? new Content([new Message(Role, text)]) : Content.None;
    }

    /// <summary>Whatever the application passed: messages where it is made of them, else text.</summary>
    public sealed record Loose(string Attribute, string Role) : ContentSource(Role)
    {
        private static readonly string[] Wrappers = ["messages", "choices"];

        public override Content Read(Call call)
        {
            if (call.Attributes.Json(Attribute) is { } json)
            {
                JsonElement list = json.ValueKind == JsonValueKind.Object ? json.First(Wrappers) ?? json : json;
                if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 && list.EnumerateArray().All(IsMessage))
                {
                    return new Content(MessageReader.TryRead(list, Role)!);
                }

                if (IsMessage(json))
                {
                    return new Content(MessageReader.TryRead(json, Role)!);
                }
            }

            return new Text(Attribute, Role).Read(call);
        }

        private static bool IsMessage(JsonElement element) =>
            element.ValueKind == JsonValueKind.Object && (element.TryGetProperty("role", out _) || element.TryGetProperty("message", out _));
    }

    /// <summary>A list of tool calls; where it is not empty, the call was a step.</summary>
    public sealed record ToolCalls(string Attribute, string Role) : ContentSource(Role)
    {
        public override Content Read(Call call) =>
            call.Attributes.Json(Attribute) is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0
                ? new Content([new Message(Role, "", CallsTools: true)])
                : Content.None;
    }

    /// <summary>Events with one message each, in their order.</summary>
    public sealed record Events(IReadOnlyDictionary<string, string> RolesByName, string Role) : ContentSource(Role)
    {
        public override Content Read(Call call)
        {
            if (call.Events.Count == 0)
            {
                return Content.None;
            }

            List<Message> messages = [];
            foreach (CallEvent happened in call.Events)
            {
                if (RolesByName.TryGetValue(happened.Name, out string? role))
                {
                    messages.AddRange(MessageReader.TryRead(happened.Body, role) ?? []);
                }
            }

            return new Content(messages);
        }
    }
}
