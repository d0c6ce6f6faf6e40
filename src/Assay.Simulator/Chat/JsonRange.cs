using System.Text.Json;

namespace Assay.Simulator.Chat;

internal static class JsonRange
{
    /// <summary>Skips the value the reader stands on and says where it was.</summary>
    public static Range Take(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    /// <summary>Moves from a property's name to its value.</summary>
    public static JsonTokenType Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType;
    }

    /// <summary>Moves to the next property's name; false at the end of the object.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <exception cref="JsonException">The reader does not stand on an object.</exception>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException($"'{what}' has the wrong type.");
        }
    }
}
