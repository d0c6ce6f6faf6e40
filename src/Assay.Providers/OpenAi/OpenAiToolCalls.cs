using System.Text.Json;
using Assay.Providers.Http;
using Microsoft.Extensions.AI;

namespace Assay.Providers.OpenAi;

/// <summary>Reads the tool calls of a message. Their arguments stay as the model wrote them: reading them is the verdict parser's work.</summary>
internal static class OpenAiToolCalls
{
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<AIContent> contents)
    {
        if (!ReplyJson.IsArray(ref reader))
        {
            return;
        }

        while (ReplyJson.NextItem(ref reader))
        {
            if (ReplyJson.IsObject(ref reader))
            {
                contents.Add(ReadCall(ref reader, json));
            }
        }
    }

    private static FunctionCallContent ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        string? id = null, name = null, arguments = null;
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "id"u8))
            {
                id = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "function"u8))
            {
                if (ReplyJson.IsObject(ref reader))
                {
                    (name, arguments) = ReadFunction(ref reader, json);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return new FunctionCallContent(id ?? "", name ?? "", arguments: null) { RawRepresentation = arguments ?? "" };
    }

    private static (string? Name, string? Arguments) ReadFunction(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        string? name = null, arguments = null;
        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "name"u8))
            {
                name = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "arguments"u8))
            {
                // A string by the book; some servers put the object itself there.
                arguments = reader.TokenType == JsonTokenType.StartObject
                    ? ReplyJson.Raw(ref reader, json)
                    : ReplyJson.String(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return (name, arguments);
    }
}
