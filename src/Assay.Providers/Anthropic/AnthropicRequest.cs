using System.Runtime.InteropServices;
using System.Text.Json;
using Assay.Providers.Errors;
using Assay.Providers.Http;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Anthropic;

/// <summary>Writes the body of a call to the messages API.</summary>
internal static class AnthropicRequest
{
    /// <summary>The API wants a limit on every call.</summary>
    private const int DefaultMaxTokens = 1024;

    /// <exception cref="Scoring.Judging.ProviderException">The API has no such form of reply.</exception>
    public static void ThrowIfNotOffered(ChatOptions options, ProviderErrors errors)
    {
        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            throw errors.FormNotOffered(json.Schema is null ? "JSON mode" : "reply by JSON schema");
        }
    }

    public static void Write(Utf8JsonWriter writer, ChatCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, call.Model);
        WriteSystem(writer, call);
        writer.WriteStartArray("messages"u8);
        foreach (ChatMessage message in call.Messages)
        {
            if (message.Role == ChatRole.System)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("role"u8, message.Role.Value);
            writer.WritePropertyName("content"u8);
            ChatCall.WriteText(writer, message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteParameters(writer, call);
        WriteTools(writer, call.Options);
        writer.WriteEndObject();
    }

    /// <summary>All system messages as one block of text, at whose end the provider may cut its prefix cache.</summary>
    private static void WriteSystem(Utf8JsonWriter writer, ChatCall call)
    {
        bool any = !string.IsNullOrEmpty(call.Options.Instructions);
        using var text = new JsonString(4096);
        text.Append(call.Options.Instructions);
        foreach (ChatMessage message in call.Messages)
        {
            if (message.Role != ChatRole.System)
            {
                continue;
            }

            text.Append(any ? "\n\n" : "");
            any = true;
            foreach (AIContent content in message.Contents)
            {
                text.Append(ChatCall.TextOf(content));
            }
        }

        if (!any)
        {
            return;
        }

        writer.WriteStartArray("system"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WritePropertyName("text"u8);
        text.WriteTo(writer);
        if (call.MarksPrefix)
        {
            writer.WriteStartObject("cache_control"u8);
            writer.WriteString("type"u8, "ephemeral"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter writer, ChatCall call)
    {
        ChatOptions options = call.Options;
        writer.WriteNumber("max_tokens"u8, options.MaxOutputTokens ?? DefaultMaxTokens);
        if (options.Temperature is { } temperature && call.Parameters.Temperature)
        {
            writer.WriteNumber("temperature"u8, temperature);
        }

        if (options.TopP is { } topP && call.Parameters.TopP)
        {
            writer.WriteNumber("top_p"u8, topP);
        }

        if (options.StopSequences is { Count: > 0 } stops)
        {
            writer.WriteStartArray("stop_sequences"u8);
            foreach (string stop in stops)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }
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
            writer.WriteString("name"u8, function.Name);
            writer.WriteString("description"u8, function.Description);
            writer.WritePropertyName("input_schema"u8);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(function.JsonSchema), skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        (string Type, string? Name)? choice = options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => ("tool", name),
            RequiredChatToolMode => ("any", null),
            NoneChatToolMode => ("none", null),
            _ => null,
        };
        if (choice is { } chosen)
        {
            writer.WriteStartObject("tool_choice"u8);
            writer.WriteString("type"u8, chosen.Type);
            if (chosen.Name is { } name)
            {
                writer.WriteString("name"u8, name);
            }

            writer.WriteEndObject();
        }
    }
}
