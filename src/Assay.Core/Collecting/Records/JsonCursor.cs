using System.Buffers;

namespace Assay.Collecting.Records;

/// <summary>
/// Walks over JSON by searching for the next character that matters. Strings are checked on the way, lists, objects
/// and scalars only cut out: whoever takes one of those must still parse it.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private static readonly SearchValues<byte> StringStops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);
    private static readonly SearchValues<byte> Nesting = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",:]}\" \t\r\n"u8);

    private ReadOnlySpan<byte> rest = json;

    /// <summary>Whether nothing is left, once the blanks were skipped.</summary>
    public readonly bool IsAtEnd => rest.IsEmpty;

    /// <summary>The next character that is no blank; 0 at the end.</summary>
    public byte Peek()
    {
        rest = rest.TrimStart(" \t\r\n"u8);
        return rest.IsEmpty ? (byte)0 : rest[0];
    }

    public bool TryTake(char character)
    {
        if (Peek() != character)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    /// <summary>Takes a string; <paramref name="inner"/> is what stands between its quotation marks.</summary>
    public bool TryTakeString(out ReadOnlySpan<byte> inner, out bool hasEscapes)
    {
        inner = default;
        hasEscapes = false;
        if (Peek() != '"')
        {
            return false;
        }

        int at = 1;
        while (rest[at..].IndexOfAny(StringStops) is >= 0 and int step)
        {
            at += step;
            switch (rest[at])
            {
                case (byte)'"':
                    inner = rest[1..at];
                    rest = rest[(at + 1)..];
                    return true;
                case (byte)'\\' when at + 1 < rest.Length:
                    hasEscapes = true;
                    at += 2;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Takes the text of any value.</summary>
    public bool TryTakeValue(out ReadOnlySpan<byte> value)
    {
        byte first = Peek();
        ReadOnlySpan<byte> before = rest;
        bool taken = first switch
        {
            (byte)'"' => TryTakeString(out _, out _),
            (byte)'{' or (byte)'[' => TrySkipNested(),
            _ => TrySkipScalar(),
        };
        value = before[..(before.Length - rest.Length)];
        return taken;
    }

    private bool TrySkipNested()
    {
        int open = 0;
        while (rest.IndexOfAny(Nesting) is >= 0 and int at)
        {
            byte found = rest[at];
            if (found == '"')
            {
                rest = rest[at..];
                if (!TryTakeString(out _, out _))
                {
                    return false;
                }

                continue;
            }

            rest = rest[(at + 1)..];
            open += found is (byte)'{' or (byte)'[' ? 1 : -1;
            if (open == 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool TrySkipScalar()
    {
        int length = rest.IndexOfAny(ScalarEnds);
        rest = length > 0 ? rest[length..] : rest;
        return length > 0;
    }
}
