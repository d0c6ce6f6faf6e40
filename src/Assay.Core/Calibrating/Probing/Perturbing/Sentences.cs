namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Cuts a text into its sentences.</summary>
internal static class Sentences
{
    private const string Ends = ".!?…。！？";
    private const string Closers = "\"')]»”’*_`";
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase) { "dr", "mr", "mrs", "ms", "st", "no", "nr", "ca", "bzw", "etc", "vs", "approx", "sr", "sra" };

    /// <summary>Each with the white space behind it: together they are the text.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var sentences = new List<string>();
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\n' && !(Ends.Contains(text[i], StringComparison.Ordinal) && !IsAbbreviation(text, start, i)))
            {
                continue;
            }

            int end = i + 1;
            while (end < text.Length && (Ends + Closers).Contains(text[end], StringComparison.Ordinal))
            {
                end++;
            }

            if (text[i] != '\n' && text[i] < 128 && end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                continue;
            }

            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            Add(sentences, text[start..end]);
            start = end;
            i = end - 1;
        }

        Add(sentences, text[start..]);
        return sentences;
    }

    /// <summary>Words are runs of letters and digits.</summary>
    public static IEnumerable<string> Words(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }
    }

    /// <summary>What has no word, such as an empty line, belongs to what is before it.</summary>
    private static void Add(List<string> sentences, string piece)
    {
        if (piece.Any(char.IsLetterOrDigit))
        {
            sentences.Add(piece);
        }
        else if (piece.Length > 0 && sentences.Count > 0)
        {
            sentences[^1] += piece;
        }
        else if (piece.Length > 0)
        {
            sentences.Add(piece);
        }
    }

    /// <summary>A point after a single letter, a number of at most two digits, or a usual abbreviation ends no sentence.</summary>
    private static bool IsAbbreviation(string text, int start, int at)
    {
        int word = at;
        while (word > start && char.IsLetterOrDigit(text[word - 1]))
        {
            word--;
        }

        ReadOnlySpan<char> before = text.AsSpan(word, at - word);
        return text[at] == '.' && ((before.Length == 1 && char.IsLetter(before[0])) || (before.Length is 1 or 2 && char.IsAsciiDigit(before[0]) && at + 1 < text.Length)
            || Abbreviations.Contains(before.ToString()));
    }
}
