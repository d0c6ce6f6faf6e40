using System.Globalization;
using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Dialects;

/// <summary>Writes a Messages reply.</summary>
internal static class AnthropicReply
{
    public static void Write(Utf8JsonWriter json, ChatRequest request, Reply reply)
    {
        var choice = reply.Choices[0];
        var text = reply.BytesOf(choice);
        var calls = request.Form == AskedForm.Tool && choice.Ending != Ending.Refused && text.Length > 0;
        json.WriteStartObject();
        json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"msg_01{reply.Id:x16}"));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, reply.Model);
        json.WriteStartArray("content"u8);
        if (calls)
        {
            WriteToolUse(json, request.ToolName!, reply.Id, text, choice.Ending);
        }
        else if (text.Length > 0 && choice.Ending != Ending.Refused)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("stop_reason"u8, choice.Ending switch
        {
            Ending.Truncated => "max_tokens"u8,
            Ending.Refused => "refusal"u8,
            _ => calls ? "tool_use"u8 : "end_turn"u8,
        });
        json.WriteNull("stop_sequence"u8);
        WriteUsage(json, reply);
        json.WriteEndObject();
    }

    private static void WriteToolUse(Utf8JsonWriter json, string tool, ulong id, ReadOnlySpan<byte> arguments, Ending ending)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"toolu_01{StableHash.Mix(id, 1):x16}"));
        json.WriteString("name"u8, tool);
        json.WritePropertyName("input"u8);

        // The input is an object on the wire, so what is not one arrives as an empty or a foreign object.
        if (ending == Ending.Truncated)
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
        else if (arguments[0] == '{')
        {
            json.WriteRawValue(arguments, skipInputValidation: true);
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("comment"u8, arguments);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, Reply reply)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, reply.PromptTokens - reply.CachedTokens - reply.CacheWrittenTokens);
        json.WriteNumber("cache_creation_input_tokens"u8, reply.CacheWrittenTokens);
        json.WriteNumber("cache_read_input_tokens"u8, reply.CachedTokens);
        json.WriteNumber("output_tokens"u8, reply.OutputTokens);
        json.WriteEndObject();
    }
}
