using System.Text.Json;
using Assay.Providers.Http;

namespace Assay.Providers.Anthropic;

/// <summary>A line of a batch's results.</summary>
/// <param name="Type">succeeded, errored, canceled, expired.</param>
/// <param name="Body">Where the message or the error stands in the line.</param>
internal readonly record struct AnthropicBatchLine(string CustomId, string Type, Range? Body)
{
    /// <exception cref="JsonException">The line is no JSON, not all of it, or names no request.</exception>
    public static AnthropicBatchLine Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        ReplyJson.Advance(ref reader);
        string? id = null, type = null;
        Range? body = null;
        if (ReplyJson.IsObject(ref reader))
        {
            while (ReplyJson.NextName(ref reader))
            {
                if (ReplyJson.Is(ref reader, "custom_id"u8))
                {
                    id = ReplyJson.String(ref reader);
                }
                else if (ReplyJson.Is(ref reader, "result"u8))
                {
                    (type, body) = Result(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        ReplyJson.Close(ref reader);
        return new AnthropicBatchLine(id ?? throw new JsonException("The line names no request."), type ?? "", body);
    }

    private static (string? Type, Range? Body) Result(ref Utf8JsonReader reader)
    {
        string? type = null;
        Range? body = null;
        if (!ReplyJson.IsObject(ref reader))
        {
            return (type, body);
        }

        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "type"u8))
            {
                type = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "message"u8) || ReplyJson.Is(ref reader, "error"u8))
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                body = start..(int)reader.BytesConsumed;
            }
            else
            {
                reader.Skip();
            }
        }

        return (type, body);
    }
}
