using System.Text.Json;
using Assay.Providers.Http;

namespace Assay.Providers.OpenAi;

/// <summary>A line of an output or error file.</summary>
/// <param name="Body">Where the reply stands in the line; null where there is none.</param>
/// <param name="Error">Why there is none.</param>
internal readonly record struct OpenAiBatchLine(string CustomId, int Status, string? RequestId, Range? Body, string? Error)
{
    /// <exception cref="JsonException">The line is no JSON, not all of it, or names no request.</exception>
    public static OpenAiBatchLine Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        ReplyJson.Advance(ref reader);
        string? id = null;
        var read = default(OpenAiBatchLine);
        if (ReplyJson.IsObject(ref reader))
        {
            while (ReplyJson.NextName(ref reader))
            {
                if (ReplyJson.Is(ref reader, "custom_id"u8))
                {
                    id = ReplyJson.String(ref reader);
                }
                else if (ReplyJson.Is(ref reader, "response"u8))
                {
                    read = Response(ref reader) with { Error = read.Error };
                }
                else if (ReplyJson.Is(ref reader, "error"u8))
                {
                    read = read with { Error = Message(ref reader) };
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        ReplyJson.Close(ref reader);
        return id is null ? throw new JsonException("The line names no request.") : read with { CustomId = id };
    }

    private static OpenAiBatchLine Response(ref Utf8JsonReader reader)
    {
        var read = default(OpenAiBatchLine);
        if (!ReplyJson.IsObject(ref reader))
        {
            return read;
        }

        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "status_code"u8))
            {
                read = read with { Status = (int)(ReplyJson.Count(ref reader) ?? 0) };
            }
            else if (ReplyJson.Is(ref reader, "request_id"u8))
            {
                read = read with { RequestId = ReplyJson.String(ref reader) };
            }
            else if (ReplyJson.Is(ref reader, "body"u8))
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                read = read with { Body = start..(int)reader.BytesConsumed };
            }
            else
            {
                reader.Skip();
            }
        }

        return read;
    }

    private static string? Message(ref Utf8JsonReader reader)
    {
        string? code = null, message = null;
        if (!ReplyJson.IsObject(ref reader))
        {
            return null;
        }

        while (ReplyJson.NextName(ref reader))
        {
            if (ReplyJson.Is(ref reader, "code"u8))
            {
                code = ReplyJson.String(ref reader);
            }
            else if (ReplyJson.Is(ref reader, "message"u8))
            {
                message = ReplyJson.String(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return message?.TrimEnd('.') ?? code ?? "no reason was given";
    }
}
