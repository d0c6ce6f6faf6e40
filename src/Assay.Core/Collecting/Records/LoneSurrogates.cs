using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>Turns escapes of half a character (<c>\ud800</c> alone) into <c>\ufffd</c>: JSON allows them, no .NET string reader does.</summary>
public static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>The same JSON with every lone surrogate replaced; null where there is none, which is nearly always.</summary>
    public static byte[]? Replaced(ReadOnlySpan<byte> json)
    {
        // Searches at memory speed, so that ordinary records do not pay for the walk over every backslash.
        int escape = json.IndexOf("\\u"u8);
        if (escape < 0 || (json[escape..].IndexOf("\\ud"u8) < 0 && json[escape..].IndexOf("\\uD"u8) < 0))
        {
            return null;
        }

        byte[]? copy = null;
        int at = 0;
        while (json[at..].IndexOf((byte)'\\') is >= 0 and int step)
        {
            at += step;
            int unit = CodeUnit(json[at..]);
            if (unit < 0)
            {
                at = Math.Min(at + 2, json.Length);
            }
            else if (char.IsHighSurrogate((char)unit) && CodeUnit(json[(at + EscapeLength)..]) is >= 0 and int next && char.IsLowSurrogate((char)next))
            {
                at += 2 * EscapeLength;
            }
            else
            {
                if (char.IsSurrogate((char)unit))
                {
                    copy ??= json.ToArray();
                    "\\ufffd"u8.CopyTo(copy.AsSpan(at));
                }

                at += EscapeLength;
            }
        }

        return copy;
    }

    /// <summary>The element itself, or a copy without lone surrogates: every string and name in it can be read.</summary>
    public static JsonElement Replaced(JsonElement element) =>
        Replaced(JsonMarshal.GetRawUtf8Value(element)) is { } mended ? JsonElement.Parse(mended) : element;

    private static int CodeUnit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json[0] == '\\' && json[1] == 'u'
        && Utf8Parser.TryParse(json[2..EscapeLength], out ushort unit, out int read, 'x') && read == 4
            ? unit
            : -1;
}
