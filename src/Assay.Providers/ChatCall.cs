using System.Text.Json;
using Assay.Providers.Http;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Providers;

/// <summary>What is to be written into one request.</summary>
internal readonly record struct ChatCall(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options, ParameterPolicy Parameters)
{
    public static readonly ChatOptions NoOptions = new();

    /// <summary>The prompt up to the end of the system messages is marked for the provider's prefix cache.</summary>
    public bool MarksPrefix { get; init; }

    /// <summary>Leads calls with a common beginning to the same cache; null: none is sent.</summary>
    public string? CacheKey { get; init; }

    /// <summary>What all calls of a judge begin with: the one system message. Null where there is no such.</summary>
    public string? Prefix =>
        string.IsNullOrEmpty(Options.Instructions) && Messages is [{ Contents: [TextContent text] } first, ..] && first.Role == ChatRole.System ? text.Text : null;

    public object? Extra(string name) =>
        Options.AdditionalProperties is { } extra && extra.TryGetValue(name, out object? value) ? value : null;

    /// <summary>How many choices to ask for; null: one, or the endpoint gives no more.</summary>
    public int? Choices => Parameters.Choices && Extra(RequestProperties.Choices) is int n and > 1 ? n : null;

    /// <summary>How many tokens to name at each place; null: none.</summary>
    public int? TopTokens => Parameters.TopTokens ? Extra(CallProperties.TopTokens) as int? : null;

    /// <summary>What most calls are without, and this one has.</summary>
    public UnsupportedParameters Sent =>
        (Choices is null ? UnsupportedParameters.None : UnsupportedParameters.Choices) | (TopTokens is null ? UnsupportedParameters.None : UnsupportedParameters.TopTokens);

    /// <summary>Writes a message's text as one JSON string, without joining its parts first.</summary>
    public static void WriteText(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Contents is [TextContent only])
        {
            if (message.Role == ChatRole.System)
            {
                JsonString.WriteRepeated(writer, only.Text);
            }
            else
            {
                JsonString.Write(writer, only.Text);
            }

            return;
        }

        using var text = new JsonString(1024);
        foreach (AIContent content in message.Contents)
        {
            text.Append(TextOf(content));
        }

        text.WriteTo(writer);
    }

    public static string TextOf(AIContent content) => content is TextContent text
        ? text.Text
        : throw new NotSupportedException($"A judge's prompt is made of text; {content.GetType().Name} cannot be sent.");
}
