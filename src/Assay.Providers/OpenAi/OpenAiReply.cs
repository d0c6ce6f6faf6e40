using System.Text;
using System.Text.Json;
using Assay.Providers.Errors;
using Assay.Providers.Http;
using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
using Microsoft.Extensions.AI;

namespace Assay.Providers.OpenAi;

/// <summary>Reads the body of a chat completion.</summary>
internal static class OpenAiReply
{
    /// <returns>Null when the body is JSON but no chat completion.</returns>
    /// <exception cref="JsonException">The body is no JSON, or not all of it.</exception>
    public static ChatResponse? Read(ReadOnlySpan<byte> body, ProviderErrors errors)
    {
        ReadOnlySpan<byte> json = ReplyJson.WithoutByteOrderMark(body);
        var reader = new Utf8JsonReader(json);
        ReplyJson.Advance(ref reader);
        var response = new ChatResponse(new List<ChatMessage>(1));
        if (ReplyJson.IsObject(ref reader))
        {
            while (ReplyJson.NextName(ref reader))
            {
                if (ReplyJson.Is(ref reader, "choices"u8))
                {
                    ReadChoices(ref reader, json, response);
                }
                else if (ReplyJson.Is(ref reader, "id"u8))
                {
                    response.ResponseId = ReplyJson.String(ref reader);
                }
                else if (ReplyJson.Is(ref reader, "model"u8))
                {
                    response.ModelId = ReplyJson.String(ref reader);
                }
                else if (ReplyJson.Is(ref reader, "usage"u8))
                {
                    response.Usage = OpenAiUsage.Read(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        ReplyJson.Close(ref reader);
        return response.Messages.Count == 0 ? null
            : response.FinishReason == Failed ? throw errors.BadReply("an unfinished reply: the model's own provider failed")
            : response;
    }

    private static readonly ChatFinishReason Failed = new("error");

    private static void ReadChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatResponse response)
    {
        response.Messages.Clear();
        if (!ReplyJson.IsArray(ref reader))
        {
            return;
        }

        var finishes = new List<ChatFinishReason?>(1);
        while (ReplyJson.NextItem(ref reader))
        {
            if (!ReplyJson.IsObject(ref reader))
            {
                continue;
            }

            (ChatMessage? message, ChatFinishReason? finish) = ReadChoice(ref reader, json);
            if (message is null)
            {
                continue;
            }

            if (response.Messages.Count == 0)
            {
                response.FinishReason = finish;
            }

            response.Messages.Add(message);
            finishes.Add(finish);
        }

        // With one choice, the response says why it ended; the message need not carry a dictionary for it.
        for (int i = 0; finishes.Count > 1 && i < finishes.Count; i++)
        {
            if (finishes[i] is { } reason)
            {
                (response.Messages[i].AdditionalProperties ??= [])[ReplyProperties.FinishReason] = reason;
            }
        }

    }

    private static (ChatMessage? Message, ChatFinishReason? Finish) ReadChoice(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        ChatMessage? message = null;
        ChatFinishReason? finish = null;
        IReadOnlyList<ReplyToken> tokens = [];
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "message"u8))
            {
                message = ReplyJson.IsObject(ref reader) ? ReadMessage(ref reader, json) : null;
            }
            else if (ReplyJson.Is(ref reader, "finish_reason"u8))
            {
                finish = Finish(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "logprobs"u8))
            {
                tokens = OpenAiTokens.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (message is not null && tokens.Count > 0)
        {
            (message.AdditionalProperties ??= [])[CallProperties.Tokens] = tokens;
        }

        return (message, finish);
    }

    private static ChatMessage ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var contents = new List<AIContent>(1);
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "content"u8))
            {
                if (Text(ref reader) is { Length: > 0 } text)
                {
                    contents.Add(new TextContent(text));
                }
            }
            else if (ReplyJson.Is(ref reader, "refusal"u8))
            {
                if (ReplyJson.String(ref reader) is { Length: > 0 } refusal)
                {
                    contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
                }
            }
            else if (ReplyJson.Is(ref reader, "tool_calls"u8))
            {
                OpenAiToolCalls.Read(ref reader, json, contents);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ChatMessage(ChatRole.Assistant, contents);
    }

    /// <summary>A string, or the text parts of a list of parts, which some compatible servers give.</summary>
    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ReplyJson.String(ref reader);
        }

        var text = new StringBuilder();
        while (ReplyJson.NextItem(ref reader))
        {
            if (!ReplyJson.IsObject(ref reader))
            {
                continue;
            }

            string? type = null, part = null;
            while (ReplyJson.NextName(ref reader))
            {
                if (ReplyJson.Is(ref reader, "type"u8))
                {
                    type = ReplyJson.String(ref reader);
                }
                else if (ReplyJson.Is(ref reader, "text"u8))
                {
                    part = ReplyJson.String(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            text.Append(type is "text" ? part : null);
        }

        return text.ToString();
    }

    private static ChatFinishReason? Finish(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("stop"u8))
        {
            return ChatFinishReason.Stop;
        }

        return ReplyJson.String(ref reader) switch
        {
            null or "" => null,
            "length" => ChatFinishReason.Length,
            "content_filter" => ChatFinishReason.ContentFilter,
            "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
            { } other => new ChatFinishReason(other),
        };
    }
}
