using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>Reads one chat message as chat APIs write it: content is a string, or a list of parts of which the text is kept.</summary>
internal static class ChatTurn
{
    public static bool TryRead(JsonElement message, [NotNullWhen(true)] out Turn? turn)
    {
        turn = message.ValueKind == JsonValueKind.Object && Text(message, "role") is { } role && Content(message) is { } content
            ? new Turn(role, content)
            : null;
        return turn is not null;
    }

    private static string? Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null)
        {
            // A message that only calls tools says nothing; any other message without content is a mistake.
            return message.TryGetProperty("tool_calls", out _) || message.TryGetProperty("function_call", out _) || content.ValueKind == JsonValueKind.Null
                ? ""
                : null;
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString(),
            JsonValueKind.Array => Joined(content),
            _ => null,
        };
    }

    private static string? Joined(JsonElement parts)
    {
        List<string> texts = new(parts.GetArrayLength());
        foreach (JsonElement part in parts.EnumerateArray())
        {
            if (Part(part) is not { } text)
            {
                return null;
            }

            texts.Add(text);
        }

        return string.Join('\n', texts);
    }

    // A picture or a file cannot be read here, but that it stood there must not vanish.
    private static string? Part(JsonElement part) => part.ValueKind switch
    {
        JsonValueKind.String => part.GetString(),
        JsonValueKind.Object => Text(part, "text") ?? Text(part, "refusal") ?? (Text(part, "type") is { } type ? $"[{type}]" : null),
        _ => null,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
