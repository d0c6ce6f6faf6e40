using System.Text;
using System.Text.Json;

namespace Assay.Providers.Http;

/// <summary>Reads values out of a provider's reply, where any of them may be null or of another type than documented.</summary>
internal static class ReplyJson
{
    public static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return body.StartsWith(mark) ? body[mark.Length..] : body;
    }

    /// <summary>Steps to the next property's name; false at the object's end.</summary>
    public static bool NextName(ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Steps to the next item of an array; false at its end.</summary>
    public static bool NextItem(ref Utf8JsonReader reader)
    {
        Advance(ref reader);
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>True when the property has this name; the reader then stands on its value.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        Advance(ref reader);
        return true;
    }

    /// <summary>True when the value is an object, which the caller then reads; any other value is passed over.</summary>
    public static bool IsObject(ref Utf8JsonReader reader) => Begins(ref reader, JsonTokenType.StartObject);

    /// <summary>True when the value is an array, which the caller then reads; any other value is passed over.</summary>
    public static bool IsArray(ref Utf8JsonReader reader) => Begins(ref reader, JsonTokenType.StartArray);

    /// <summary>The string, or null when the value is anything else, which is then passed over.</summary>
    public static string? String(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or invalid UTF-8: models do write it, and the rest of the reply is good.
            return LenientJsonString.Read(reader.ValueSpan);
        }
    }

    /// <summary>The whole number, or null when the value is anything else or negative.</summary>
    public static long? Count(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out long count) && count >= 0 ? count : null;
        }

        reader.Skip();
        return null;
    }

    /// <summary>Any value as the text it was written with.</summary>
    public static string Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(body[start..(int)reader.BytesConsumed]);
    }

    public static void Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            throw new JsonException("The reply ends too early.");
        }
    }

    /// <summary>Reads past the end: anything after the object makes the body no JSON.</summary>
    public static void Close(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    private static bool Begins(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType == token)
        {
            return true;
        }

        reader.Skip();
        return false;
    }
}
