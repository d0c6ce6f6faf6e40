using System.Text.Json;

namespace Assay.Simulator.Chat;

/// <summary>Reads messages and their content, which both dialects write alike.</summary>
internal static class MessageReader
{
    public static void ReadAll(ref Utf8JsonReader reader, ChatRequest request)
    {
        JsonRange.Expect(ref reader, JsonTokenType.StartArray, "messages");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonRange.Expect(ref reader, JsonTokenType.StartObject, "messages[]");
            ReadOne(ref reader, request);
        }
    }

    /// <summary>Reads a string, or a list of blocks of which the texts count.</summary>
    public static void ReadContent(ref Utf8JsonReader reader, ChatRequest request)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                request.Append(ref reader);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    JsonRange.Expect(ref reader, JsonTokenType.StartObject, "content[]");
                    ReadBlock(ref reader, request);
                }

                break;
            case JsonTokenType.Null:
                break;
            default:
                throw new JsonException("'content' is neither a string nor a list.");
        }
    }

    private static void ReadOne(ref Utf8JsonReader reader, ChatRequest request)
    {
        var role = ChatRole.Other;
        var start = request.TextLength;
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("role"u8))
            {
                JsonRange.Value(ref reader);
                role = reader.ValueTextEquals("user"u8) ? ChatRole.User
                    : reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("developer"u8) ? ChatRole.System
                    : ChatRole.Other;
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                JsonRange.Value(ref reader);
                ReadContent(ref reader, request);
            }
            else
            {
                reader.Skip();
            }
        }

        request.Messages.Add(new ChatMessage(role, start, request.TextLength));
    }

    private static void ReadBlock(ref Utf8JsonReader reader, ChatRequest request)
    {
        var cached = false;
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("text"u8) && JsonRange.Value(ref reader) == JsonTokenType.String)
            {
                request.Append(ref reader);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("cache_control"u8))
            {
                cached = JsonRange.Value(ref reader) == JsonTokenType.StartObject;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        if (cached)
        {
            request.CacheBreakpoint = request.TextLength;
        }
    }
}
