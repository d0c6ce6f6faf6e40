using System.Globalization;
using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Dialects;

/// <summary>Writes a Chat Completions reply.</summary>
internal static class OpenAiReply
{
    private static readonly JsonEncodedText Refusal = JsonEncodedText.Encode("I'm sorry, I can't help with evaluating that content.");

    public static void Write(Utf8JsonWriter json, ChatRequest request, Reply reply)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"chatcmpl-{reply.Id:x16}{StableHash.Mix(reply.Id, 1) >> 16:x12}"));
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, reply.CreatedAt.ToUnixTimeSeconds());
        json.WriteString("model"u8, reply.Model);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < reply.Choices.Count; i++)
        {
            WriteChoice(json, request, reply, i);
        }

        json.WriteEndArray();
        WriteUsage(json, reply);
        json.WriteString("service_tier"u8, "default"u8);
        json.WriteString("system_fingerprint"u8, "fp_simulator"u8);
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatRequest request, Reply reply, int index)
    {
        var choice = reply.Choices[index];
        var text = reply.BytesOf(choice);
        var refused = choice.Ending == Ending.Refused;
        var calls = request.Form == AskedForm.Tool && !refused && text.Length > 0;
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (calls || refused)
        {
            json.WriteNull("content"u8);
        }
        else
        {
            json.WriteString("content"u8, text);
        }

        if (refused)
        {
            json.WriteString("refusal"u8, Refusal);
        }
        else
        {
            json.WriteNull("refusal"u8);
        }

        if (calls)
        {
            WriteCall(json, request.ToolName!, text, reply.Id, index);
        }

        json.WriteEndObject();
        WriteLogProbabilities(json, request, choice, text);
        json.WriteString("finish_reason"u8, choice.Ending == Ending.Truncated ? "length"u8 : calls ? "tool_calls"u8 : "stop"u8);
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, string tool, ReadOnlySpan<byte> arguments, ulong id, int index)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"call_{StableHash.Mix(id, (ulong)index + 2):x16}"));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, tool);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteLogProbabilities(Utf8JsonWriter json, ChatRequest request, ReplyChoice choice, ReadOnlySpan<byte> text)
    {
        if (request.LogProbabilities && request.Form != AskedForm.Tool && choice.Ending != Ending.Refused)
        {
            TokenProbabilities.Write(json, text, choice.Scores, request.TopLogProbabilities);
        }
        else
        {
            json.WriteNull("logprobs"u8);
        }
    }

    private static void WriteUsage(Utf8JsonWriter json, Reply reply)
    {
        var output = reply.OutputTokens;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, reply.PromptTokens);
        json.WriteNumber("completion_tokens"u8, output);
        json.WriteNumber("total_tokens"u8, reply.PromptTokens + output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, reply.CachedTokens);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
