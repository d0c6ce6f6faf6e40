using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Assay.Client;

/// <summary>The texts of a chat message. Of a picture or a file stays that it stood there; reasoning is no part of what was said.</summary>
internal static class MessageText
{
    public static string Of(ChatMessage message) => string.Join('\n', Paragraphs(message.Contents, withTools: true));

    /// <summary>What the tools answered, one text per call.</summary>
    public static IEnumerable<string> ToolResults(ChatMessage message) =>
        message.Contents.OfType<FunctionResultContent>().Select(Result).Where(text => text.Length > 0);

    private static IEnumerable<string> Paragraphs(IEnumerable<AIContent> contents, bool withTools)
    {
        // Neighbouring texts are pieces of one, as they come from a stream.
        var text = new StringBuilder();
        foreach (AIContent content in contents)
        {
            if (content is TextContent piece)
            {
                text.Append(piece.Text);
                continue;
            }

            string? other = content switch
            {
                DataContent data => $"[{data.MediaType}]",
                UriContent uri => $"[{uri.MediaType}]",
                FunctionResultContent result when withTools => Result(result),
                _ => null,
            };
            if (!string.IsNullOrEmpty(other))
            {
                if (text.Length > 0)
                {
                    yield return text.ToString();
                    text.Clear();
                }

                yield return other;
            }
        }

        if (text.Length > 0)
        {
            yield return text.ToString();
        }
    }

    private static string Result(FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "",
        JsonElement element => element.GetRawText(),
        AIContent content => string.Join('\n', Paragraphs([content], withTools: false)),
        IEnumerable<AIContent> contents => string.Join('\n', Paragraphs(contents, withTools: false)),
        object value => AIJsonUtilities.DefaultOptions.TryGetTypeInfo(value.GetType(), out JsonTypeInfo? type) ? JsonSerializer.Serialize(value, type) : $"{value}",
    };
}
