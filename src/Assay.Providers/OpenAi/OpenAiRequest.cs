using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assay.Providers.OpenAi;

/// <summary>Writes the body of a chat completion: model and messages first, so that calls with a common beginning share its bytes.</summary>
internal static class OpenAiRequest
{
    public static void Write(Utf8JsonWriter writer, ChatCall call)
    {
        ChatOptions options = call.Options;
        writer.WriteStartObject();
        writer.WriteString("model"u8, call.Model);
        writer.WriteStartArray("messages"u8);
        if (!string.IsNullOrEmpty(options.Instructions))
        {
            WriteMessage(writer, "system", new ChatMessage(ChatRole.System, options.Instructions));
        }

        foreach (ChatMessage message in call.Messages)
        {
            WriteMessage(writer, message.Role.Value, message);
        }

        writer.WriteEndArray();
        WriteParameters(writer, call);
        WriteForm(writer, options.ResponseFormat);
        WriteTools(writer, options);
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, string role, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WritePropertyName("content"u8);
        ChatCall.WriteText(writer, message);
        writer.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter writer, ChatCall call)
    {
        ChatOptions options = call.Options;
        ParameterPolicy takes = call.Parameters;
        if (call.Choices is { } n)
        {
            writer.WriteNumber("n"u8, n);
        }

        if (options.Temperature is { } temperature && takes.Temperature)
        {
            writer.WriteNumber("temperature"u8, temperature);
        }

        if (options.TopP is { } topP && takes.TopP)
        {
            writer.WriteNumber("top_p"u8, topP);
        }

        if (options.MaxOutputTokens is { } maxTokens)
        {
            writer.WriteNumber(takes.MaxCompletionTokens ? "max_completion_tokens"u8 : "max_tokens"u8, maxTokens);
        }

        if (options.Seed is { } seed && takes.Seed)
        {
            writer.WriteNumber("seed"u8, seed);
        }

        if (options.StopSequences is { Count: > 0 } stops && takes.Stop)
        {
            writer.WriteStartArray("stop"u8);
            foreach (string stop in stops)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        if (call.CacheKey is { } key && takes.PromptCacheKey)
        {
            writer.WriteString("prompt_cache_key"u8, key);
        }

        if (call.TopTokens is { } top)
        {
            writer.WriteBoolean("logprobs"u8, true);
            writer.WriteNumber("top_logprobs"u8, top);
        }

        if (call.Extra(RequestProperties.ReasoningEffort) is string effort && takes.ReasoningEffort)
        {
            writer.WriteString("reasoning_effort"u8, effort);
        }
    }

    private static void WriteForm(Utf8JsonWriter writer, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        if (json.Schema is { } schema)
        {
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WriteStartObject("json_schema"u8);
            writer.WriteString("name"u8, json.SchemaName ?? "reply");
            if (json.SchemaDescription is { } description)
            {
                writer.WriteString("description"u8, description);
            }

            writer.WriteBoolean("strict"u8, true);
            writer.WritePropertyName("schema"u8);
            WriteVerbatim(writer, schema);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("type"u8, "json_object"u8);
        }

        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
        {
            return;
        }

        writer.WriteStartArray("tools"u8);
        foreach (AITool tool in tools)
        {
            AIFunctionDeclaration function = ForcedTool.Declaration(tool);
            writer.WriteStartObject();
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, function.Name);
            writer.WriteString("description"u8, function.Description);
            writer.WriteBoolean("strict"u8, true);
            writer.WritePropertyName("parameters"u8);
            WriteVerbatim(writer, function.JsonSchema);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        switch (options.ToolMode)
        {
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                writer.WriteStartObject("tool_choice"u8);
                writer.WriteString("type"u8, "function"u8);
                writer.WriteStartObject("function"u8);
                writer.WriteString("name"u8, name);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            case RequiredChatToolMode:
                writer.WriteString("tool_choice"u8, "required"u8);
                break;
            case NoneChatToolMode:
                writer.WriteString("tool_choice"u8, "none"u8);
                break;
        }

        if (options.AllowMultipleToolCalls is { } several)
        {
            writer.WriteBoolean("parallel_tool_calls"u8, several);
        }
    }

    private static void WriteVerbatim(Utf8JsonWriter writer, JsonElement schema) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(schema), skipInputValidation: true);
}
