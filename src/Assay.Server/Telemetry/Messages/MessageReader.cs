using System.Text.Json;

namespace Assay.Server.Telemetry.Messages;

/// <summary>
/// Reads messages in the forms that conventions and chat APIs share: a role with <c>parts</c>, or with <c>content</c> that
/// is text or a list of parts.
/// </summary>
internal static class MessageReader
{
    /// <param name="role">Of a message that names none.</param>
    /// <returns>Null where the value is neither a message nor a list of them.</returns>
    public static List<Message>? TryRead(JsonElement value, string role)
    {
        List<Message> messages = [];
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Read(value, role, messages);
                return messages;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.String)
                    {
                        messages.Add(new Message(role, item.GetString()));
                    }
                    else if (item.ValueKind == JsonValueKind.Object)
                    {
                        Read(item, role, messages);
                    }
                    else
                    {
                        return null;
                    }
                }

                return messages;
            default:
                return null;
        }
    }

    /// <summary>All parts as one message.</summary>
    public static List<Message> ReadParts(JsonElement parts, string role)
    {
        MessageParts message = new();
        message.Add(parts);
        List<Message> messages = [];
        message.WriteTo(messages, role);
        return messages;
    }

    private static void Read(JsonElement message, string role, List<Message> messages)
    {
        // A choice wraps its message, with the reason for its end beside it.
        if (message.First(["message"]) is { } wrapped)
        {
            message = wrapped;
            role = Roles.Assistant;
        }

        if (message.ValueKind != JsonValueKind.Object)
        {
            messages.AddRange(ReadParts(message, role));
            return;
        }

        if (!Has(message, "role") && !Has(message, "parts") && !Has(message, "content") && Has(message, "type"))
        {
            // Some APIs list calls of tools and their results between the messages, without a speaker.
            MessageParts single = new() { CallsTools = CallsTools(message) };
            single.Add(message);
            single.WriteTo(messages, single.CallsTools ? Roles.Assistant : role, evenEmpty: false);
            return;
        }

        string speaker = Speaker(message, role);
        MessageParts parts = new() { CallsTools = CallsTools(message) };
        if (message.First(["parts", "content"]) is { } content)
        {
            parts.Add(content);
        }
        else if (!parts.CallsTools && !Has(message, "content"))
        {
            messages.Add(new Message(speaker, null));
            return;
        }

        parts.WriteTo(messages, speaker);
    }

    private static string Speaker(JsonElement message, string role) =>
        Roles.Of(message.Text("role") ?? message.Text("type") switch
        {
            { } type and ("human" or "ai" or "system" or "tool") => type,
            _ => role,
        });

    private static bool CallsTools(JsonElement message) =>
        message.First(["tool_calls", "toolCalls"]) is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0
        || message.First(["function_call"]) is { ValueKind: JsonValueKind.Object }
        || message.Text("finish_reason") is "tool_call" or "tool_calls";

    private static bool Has(JsonElement message, string name) => message.TryGetProperty(name, out _);
}
