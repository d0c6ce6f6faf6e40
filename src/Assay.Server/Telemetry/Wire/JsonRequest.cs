using System.Text.Json;
using System.Text.Unicode;
using Assay.Collecting.Records;

namespace Assay.Server.Telemetry.Wire;

/// <summary>Reads a request in JSON, within the limits of one in protobuf.</summary>
internal static class JsonRequest
{
    /// <summary>Every message of protobuf is an object here, and most stand in a list.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 2 * MessageLimits.DeepestNesting };

    public static T Read<T>(ReadOnlySpan<byte> body, JsonShape<T> shape)
        where T : new()
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body["\uFEFF"u8.Length..];
        }

        if (body.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new T();
        }

        if (!Utf8.IsValid(body))
        {
            throw new OtlpFormatException("The body is not UTF-8.");
        }

        body = LoneSurrogates.Replaced(body) ?? body;
        try
        {
            CheckSize(body);
            Utf8JsonReader json = new(body, Options);
            json.Read();
            return shape.Read(ref json);
        }
        catch (JsonException error)
        {
            throw new OtlpFormatException($"The body is not OTLP JSON: {error.Message}", error);
        }
    }

    private static void CheckSize(ReadOnlySpan<byte> body)
    {
        int objects = 0;
        Utf8JsonReader json = new(body, Options);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.StartObject && ++objects > MessageLimits.MostMessages)
            {
                throw new OtlpFormatException($"The body holds more than {MessageLimits.MostMessages} spans, attributes and values; send smaller batches.");
            }
        }
    }
}
