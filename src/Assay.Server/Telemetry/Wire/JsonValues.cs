using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;

namespace Assay.Server.Telemetry.Wire;

/// <summary>Reads single values as OTLP writes them in JSON: 64-bit numbers also as text, ids in hexadecimal.</summary>
internal static class JsonValues
{
    public static string Text(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String ? json.GetString()! : throw Unexpected(ref json, "a string");

    public static bool Boolean(ref Utf8JsonReader json) =>
        json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.GetBoolean() : throw Unexpected(ref json, "true or false");

    public static long Int64(ref Utf8JsonReader json)
    {
        long value = 0;
        bool isRead = json.TokenType switch
        {
            JsonTokenType.Number => json.TryGetInt64(out value),
            JsonTokenType.String => long.TryParse(json.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
        return isRead ? value : throw Unexpected(ref json, "a whole number");
    }

    public static ulong UInt64(ref Utf8JsonReader json)
    {
        ulong value = 0;
        bool isRead = json.TokenType switch
        {
            JsonTokenType.Number => json.TryGetUInt64(out value),
            JsonTokenType.String => ulong.TryParse(json.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
        return isRead ? value : throw Unexpected(ref json, "a whole number of nanoseconds");
    }

    public static double Double(ref Utf8JsonReader json)
    {
        double value = 0;
        bool isRead = json.TokenType switch
        {
            JsonTokenType.Number => json.TryGetDouble(out value),
            JsonTokenType.String => double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
        return isRead ? value : throw Unexpected(ref json, "a number");
    }

    /// <summary>Empty where the text is not hexadecimal: that is the trouble of one span, not of its neighbours.</summary>
    public static ByteString Hex(ref Utf8JsonReader json)
    {
        string text = Text(ref json);
        byte[] bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done ? UnsafeByteOperations.UnsafeWrap(bytes) : ByteString.Empty;
    }

    public static ByteString Base64(ref Utf8JsonReader json)
    {
        Text(ref json);
        return json.TryGetBytesFromBase64(out byte[]? bytes) ? UnsafeByteOperations.UnsafeWrap(bytes) : throw Unexpected(ref json, "base64");
    }

    public static OtlpFormatException Unexpected(ref Utf8JsonReader json, string wanted) =>
        new($"The body is not OTLP JSON: {wanted} is needed at byte {json.TokenStartIndex}, where {Named(json.TokenType)} stands.");

    private static string Named(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "some text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
