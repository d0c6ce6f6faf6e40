using System.Collections;
using System.Text;
using System.Text.Json;

namespace Assay.Server.Telemetry.Wire;

/// <summary>Reads the value of one field, on which the reader stands, into a message.</summary>
internal delegate void JsonField<in T>(ref Utf8JsonReader json, T message);

/// <summary>The fields of a message by their JSON names. Anything else in the object is skipped, as is a null.</summary>
/// <remarks>It can be enumerated only because initializers demand it.</remarks>
internal sealed class JsonShape<T> : IEnumerable<string>
    where T : new()
{
    private readonly List<(byte[] Name, JsonField<T> Read)> fields = [];

    public void Add(string name, JsonField<T> read) => fields.Add((Encoding.UTF8.GetBytes(name), read));

    public T Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw JsonValues.Unexpected(ref json, "an object");
        }

        T message = new();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            JsonField<T>? read = Find(ref json);
            json.Read();
            if (read is null || json.TokenType == JsonTokenType.Null)
            {
                json.Skip();
            }
            else
            {
                read(ref json, message);
            }
        }

        return message;
    }

    public void ReadList(ref Utf8JsonReader json, ICollection<T> messages)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw JsonValues.Unexpected(ref json, "a list");
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            messages.Add(Read(ref json));
        }
    }

    public IEnumerator<string> GetEnumerator() => fields.Select(field => Encoding.UTF8.GetString(field.Name)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private JsonField<T>? Find(ref Utf8JsonReader json)
    {
        foreach ((byte[] name, JsonField<T> read) in fields)
        {
            if (json.ValueTextEquals(name))
            {
                return read;
            }
        }

        return null;
    }
}
