using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>
/// Writes a response as bytes that depend on its content alone: fixed field order, names in metadata sorted, no blanks,
/// and only the escapes that JSON demands.
/// </summary>
/// <remarks>Not <see cref="Utf8JsonWriter"/>: which characters that escapes depends on the Unicode tables of the runtime, and ids are derived from these bytes.</remarks>
internal readonly ref struct CanonicalJson(IBufferWriter<byte> target)
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    public void Write(Response response, bool withId)
    {
        if (withId)
        {
            WriteId(response);
            Raw(",\"input\":"u8);
        }
        else
        {
            Raw("{\"input\":"u8);
        }

        Text(response.Input);
        Raw(",\"output\":"u8);
        Text(response.Output);
        if (response.Context.Count > 0)
        {
            Raw(",\"context\":"u8);
            Texts(response.Context);
        }

        Optional(",\"reference\":"u8, response.Reference);
        if (response.Conversation.Count > 0)
        {
            Raw(",\"conversation\":"u8);
            Turns(response.Conversation);
        }

        Other(response.Rival);
        Rest(response);
    }

    /// <summary>Everything but what was said.</summary>
    public void WriteWithoutTexts(Response response)
    {
        WriteId(response);
        Other(response.Rival is { } rival ? rival with { Output = "" } : null);
        Rest(response);
    }

    /// <summary>The beginning of an object: its brace and the id.</summary>
    public void WriteId(Response response)
    {
        Raw("{\"id\":"u8);
        Text(response.Id);
    }

    private void Other(Rival? rival)
    {
        if (rival is null)
        {
            return;
        }

        Raw(",\"rival\":{\"output\":"u8);
        Text(rival.Output);
        Optional(",\"system\":"u8, rival.Systems?.Other);
        Optional(",\"against\":"u8, rival.Systems?.Own);
        Optional(",\"item\":"u8, rival.Item);
        Raw("}"u8);
    }

    private void Rest(Response response)
    {
        Optional(",\"release\":"u8, response.Release);
        Optional(",\"occurred_at\":"u8, response.OccurredAt is { } time ? Timestamp.Write(time) : null);
        if (response.Metadata.Count > 0)
        {
            Raw(",\"metadata\":"u8);
            Fields(response.Metadata.Select(field => (field.Key, LoneSurrogates.Replaced(field.Value))));
        }

        Raw("}"u8);
    }

    private void Optional(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            Raw(name);
            Text(value);
        }
    }

    private void Texts(IReadOnlyList<string> texts)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            Raw(i == 0 ? "["u8 : ","u8);
            Text(texts[i]);
        }

        Raw("]"u8);
    }

    private void Turns(IReadOnlyList<Turn> turns)
    {
        for (int i = 0; i < turns.Count; i++)
        {
            Raw(i == 0 ? "[{\"role\":"u8 : ",{\"role\":"u8);
            Text(turns[i].Role);
            Raw(",\"content\":"u8);
            Text(turns[i].Content);
            Raw("}"u8);
        }

        Raw("]"u8);
    }

    private void Element(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Fields(element.EnumerateObject().Select(property => (property.Name, property.Value)));
                break;
            case JsonValueKind.Array:
                bool first = true;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Raw(first ? "["u8 : ","u8);
                    Element(item);
                    first = false;
                }

                Raw(first ? "[]"u8 : "]"u8);
                break;
            case JsonValueKind.String:
                Text(element.GetString());
                break;
            default:
                Raw(JsonMarshal.GetRawUtf8Value(element));
                break;
        }
    }

    private void Fields(IEnumerable<(string Name, JsonElement Value)> fields)
    {
        bool first = true;
        foreach ((string name, JsonElement value) in fields.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            Raw(first ? "{"u8 : ","u8);
            Text(name);
            Raw(":"u8);
            Element(value);
            first = false;
        }

        Raw(first ? "{}"u8 : "}"u8);
    }

    private void Text(ReadOnlySpan<char> text)
    {
        Raw("\""u8);
        while (text.IndexOfAny(Escaped) is >= 0 and int at)
        {
            Encoding.UTF8.GetBytes(text[..at], target);
            Escape(text[at]);
            text = text[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(text, target);
        Raw("\""u8);
    }

    private void Escape(char character)
    {
        switch (character)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            case '\n':
                Raw("\\n"u8);
                break;
            case '\r':
                Raw("\\r"u8);
                break;
            case '\t':
                Raw("\\t"u8);
                break;
            default:
                Raw([.. "\\u00"u8, (byte)('0' + (character >> 4)), (byte)"0123456789abcdef"[character & 15]]);
                break;
        }
    }

    private void Raw(ReadOnlySpan<byte> bytes) => target.Write(bytes);
}
