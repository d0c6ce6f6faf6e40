using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Assay.Providers.Http;

/// <summary>
/// Writes long texts as JSON strings. A prompt is mostly plain text with line breaks; taking each plain stretch whole costs
/// a fraction of what the general encoder does character by character.
/// </summary>
internal sealed class JsonString : IDisposable
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\', '\u007f']);

    // The text that begins every prompt of a judge is one and the same string: written again and again, it is encoded once.
    private static Encoded? _repeated;

    private readonly PooledBuffer _buffer;

    public JsonString(int expectedLength)
    {
        // In the worst usual case, Asian text, a character takes three bytes.
        _buffer = new PooledBuffer(Math.Max(expectedLength, 64) * 3);
        Add("\""u8);
    }

    public static void Write(Utf8JsonWriter writer, string text)
    {
        using var json = new JsonString(text.Length);
        json.Append(text);
        json.WriteTo(writer);
    }

    /// <summary>For a text that will probably be written again, as the same string.</summary>
    public static void WriteRepeated(Utf8JsonWriter writer, string text)
    {
        Encoded? repeated = _repeated;
        if (!ReferenceEquals(repeated?.Text, text))
        {
            using var json = new JsonString(text.Length);
            json.Append(text);
            json.Add("\""u8);
            _repeated = repeated = new Encoded(text, json._buffer.Span.ToArray());
        }

        writer.WriteRawValue(repeated.Json, skipInputValidation: true);
    }

    public void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int stop = text.IndexOfAny(Escaped);
            ReadOnlySpan<char> plain = stop < 0 ? text : text[..stop];

            // Half a surrogate pair becomes U+FFFD.
            Utf8.FromUtf16(plain, _buffer.GetSpan(plain.Length * 3), out _, out int written);
            _buffer.Advance(written);
            if (stop < 0)
            {
                return;
            }

            AddEscaped(text[stop]);
            text = text[(stop + 1)..];
        }
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        Add("\""u8);
        writer.WriteRawValue(_buffer.Span, skipInputValidation: true);
    }

    public void Dispose() => _buffer.Dispose();

    private void AddEscaped(char c)
    {
        switch (c)
        {
            case '\n': Add("\\n"u8); break;
            case '"': Add("\\\""u8); break;
            case '\\': Add("\\\\"u8); break;
            case '\r': Add("\\r"u8); break;
            case '\t': Add("\\t"u8); break;
            default:
                ReadOnlySpan<byte> hex = "0123456789abcdef"u8;
                Add([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[c >> 4], hex[c & 15]]);
                break;
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.GetSpan(bytes.Length));
        _buffer.Advance(bytes.Length);
    }

    private sealed record Encoded(string Text, byte[] Json);
}
