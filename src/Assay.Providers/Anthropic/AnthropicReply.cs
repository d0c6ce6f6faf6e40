using System.Text.Json;
using Assay.Providers.Http;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Anthropic;

/// <summary>Reads the body of a reply of the messages API.</summary>
internal static class AnthropicReply
{
    /// <returns>Null when the body is JSON but no message.</returns>
    /// <exception cref="JsonException">The body is no JSON, or not all of it.</exception>
    public static ChatResponse? Read(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> json = ReplyJson.WithoutByteOrderMark(body);
        var reader = new Utf8JsonReader(json);
        ReplyJson.Advance(ref reader);
        List<AIContent>? contents = null;
        var response = new ChatResponse();
        if (ReplyJson.IsObject(ref reader))
        {
            while (ReplyJson.NextName(ref reader))
            {
                if (ReplyJson.Is(ref reader, "content"u8))
                {
                    contents = ReplyJson.IsArray(ref reader) ? ReadContents(ref reader, json) : null;
                }
                else if (ReplyJson.Is(ref reader, "id"u8))
                {
                    response.ResponseId = ReplyJson.String(ref reader);
                }
                else if (ReplyJson.Is(ref reader, "model"u8))
                {
                    response.ModelId = ReplyJson.String(ref reader);
                }
                else if (ReplyJson.Is(ref reader, "stop_reason"u8))
                {
                    response.FinishReason = Finish(ReplyJson.String(ref reader));
                }
                else if (ReplyJson.Is(ref reader, "usage"u8))
                {
                    response.Usage = AnthropicUsage.Read(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        ReplyJson.Close(ref reader);
        if (contents is null)
        {
            return null;
        }

        response.Messages = [new ChatMessage(ChatRole.Assistant, contents)];
        return response;
    }

    private static List<AIContent> ReadContents(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var contents = new List<AIContent>(1);
        while (ReplyJson.NextItem(ref reader))
        {
            if (ReplyJson.IsObject(ref reader) && ReadBlock(ref reader, json) is { } content)
            {
                contents.Add(content);
            }
        }

        return contents;
    }

    /// <summary>Null for blocks that are not part of the answer, such as thinking.</summary>
    private static AIContent? ReadBlock(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        string? type = null, text = null, id = null, name = null, input = null;
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "type"u8))
            {
                type = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "text"u8))
            {
                text = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "id"u8))
            {
                id = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "name"u8))
            {
                name = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "input"u8))
            {
                input = ReplyJson.Raw(ref reader, json);
            }
            else
            {
                reader.Skip();
            }
        }

        return type switch
        {
            "text" when text is { Length: > 0 } => new TextContent(text),
            "tool_use" => new FunctionCallContent(id ?? "", name ?? "", arguments: null) { RawRepresentation = input ?? "" },
            _ => null,
        };
    }

    private static ChatFinishReason? Finish(string? reason) => reason switch
    {
        null or "" => null,
        "end_turn" or "stop_sequence" => ChatFinishReason.Stop,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "tool_use" => ChatFinishReason.ToolCalls,
        "refusal" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(reason),
    };
}
