namespace Assay.Collecting.Redaction;

/// <summary>Finds e-mail addresses, also as they stand in URLs (<c>anna%40example.org</c>).</summary>
internal sealed class EmailFinder() : Finder("EMAIL")
{
    private const int LongestName = 64;
    private const int LongestHost = 253;
    private const string Encoded = "%40";

    public override bool TryFind(ReadOnlySpan<char> text, out Find find)
    {
        int from = 0;
        while (text[from..].IndexOfAny('@', '%') is >= 0 and int next)
        {
            int at = from + next;
            from = at + 1;
            int host = text[at] == '@' ? at + 1 : text[at..].StartsWith(Encoded, StringComparison.Ordinal) ? at + Encoded.Length : text.Length;
            int start = StartOfName(text, at);
            if (start < at && EndOfHost(text, host) is > 0 and int end)
            {
                find = new Find(start, end);
                return true;
            }
        }

        find = default;
        return false;
    }

    public override string ValueOf(ReadOnlySpan<char> found) => found.ToString().Replace(Encoded, "@", StringComparison.Ordinal).ToLowerInvariant();

    private static int StartOfName(ReadOnlySpan<char> text, int at)
    {
        int start = at;
        while (start > 0 && at - start < LongestName && (IsWord(text, start - 1) || text[start - 1] is '.' or '+' or '-' or '\''))
        {
            start--;
        }

        while (start < at && !IsWord(text, start))
        {
            start++;
        }

        return start;
    }

    /// <summary>Behind the last label that can be a top-level domain; 0 where this is no name of a host.</summary>
    private static int EndOfHost(ReadOnlySpan<char> text, int start)
    {
        int end = start;
        while (end < text.Length && end - start < LongestHost && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
        {
            end++;
        }

        ReadOnlySpan<char> host = text[start..end];
        // Not icon@2x.png.
        if (host.IsEmpty || host[0] is '.' or '-' || host is [>= '1' and <= '9', 'x', '.', ..])
        {
            return 0;
        }

        while (host.LastIndexOf('.') is > 0 and int dot)
        {
            ReadOnlySpan<char> label = host[(dot + 1)..];
            int letters = label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) ? label.Length : Letters(label);
            if (letters >= 2 && (letters == label.Length || label[letters] == '-') && host[dot - 1] != '.')
            {
                return start + dot + 1 + letters;
            }

            host = host[..dot];
        }

        return 0;
    }

    private static int Letters(ReadOnlySpan<char> label)
    {
        int count = 0;
        while (count < label.Length && char.IsLetter(label[count]))
        {
            count++;
        }

        return count;
    }
}
