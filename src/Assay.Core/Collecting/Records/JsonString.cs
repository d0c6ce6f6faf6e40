using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Assay.Collecting.Records;

/// <summary>Turns what stands between the quotation marks of a JSON string into text.</summary>
internal static class JsonString
{
    private const int LongestOnStack = 1024;

    /// <summary>Null where an escape is not one of JSON, or stands for half a character.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> inner, bool hasEscapes)
    {
        if (!hasEscapes)
        {
            return Encoding.UTF8.GetString(inner);
        }

        byte[]? rented = inner.Length > LongestOnStack ? ArrayPool<byte>.Shared.Rent(inner.Length) : null;
        Span<byte> target = rented ?? stackalloc byte[LongestOnStack];
        int length = Unescape(inner, target);
        string? text = length < 0 ? null : Encoding.UTF8.GetString(target[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return text;
    }

    // No escape is shorter than the character it stands for, so the target need not be longer than the source.
    private static int Unescape(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int length = 0;
        while (source.IndexOf((byte)'\\') is >= 0 and int at)
        {
            source[..at].CopyTo(target[length..]);
            length += at;
            source = source[(at + 1)..];
            if (source.IsEmpty)
            {
                return -1;
            }

            byte plain = source[0] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'"' or (byte)'\\' or (byte)'/' => source[0],
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => 0,
            };
            if (plain != 0)
            {
                target[length++] = plain;
                source = source[1..];
            }
            else if (TryTakeRune(ref source, out Rune rune))
            {
                length += rune.EncodeToUtf8(target[length..]);
            }
            else
            {
                return -1;
            }
        }

        source.CopyTo(target[length..]);
        return length + source.Length;
    }

    private static bool TryTakeRune(ref ReadOnlySpan<byte> source, out Rune rune)
    {
        if (!TryTakeUnit(ref source, out char unit))
        {
            rune = default;
            return false;
        }

        if (!char.IsHighSurrogate(unit))
        {
            return Rune.TryCreate(unit, out rune);
        }

        rune = default;
        if (source.IsEmpty || source[0] != '\\')
        {
            return false;
        }

        source = source[1..];
        return TryTakeUnit(ref source, out char low) && Rune.TryCreate(unit, low, out rune);
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<byte> source, out char unit)
    {
        const int Length = 5;
        unit = default;
        if (source is not [(byte)'u', ..] || source.Length < Length
            || !Utf8Parser.TryParse(source[1..Length], out ushort value, out int read, 'x') || read != Length - 1)
        {
            return false;
        }

        unit = (char)value;
        source = source[Length..];
        return true;
    }
}
