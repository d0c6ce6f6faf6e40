using System.Globalization;
using System.Text;

namespace Assay.Surfacing;

/// <summary>
/// Text of others as it may be shown anywhere: control, hidden and direction-changing characters, and those that are none, show as
/// U+FFFD. Line breaks, tabs, and the joiners of letters and emoji stay.
/// </summary>
public static class HarmlessText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    public static string Clean(string text)
    {
        if (!text.EnumerateRunes().Any(IsUnsafe) && !text.Any(char.IsSurrogate))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        // A half of a pair comes as U+FFFD.
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append((IsUnsafe(rune) ? Rune.ReplacementChar : rune).ToString());
        }

        return clean.ToString();
    }

    /// <summary>Cleaned, with one kind of line break; what is beyond a length is left out, and it says so.</summary>
    public static string Block(string text, int length)
    {
        string clean = Clean(text.ReplaceLineEndings("\n"));
        if (clean.Length <= length)
        {
            return clean;
        }

        int end = char.IsHighSurrogate(clean[length - 1]) ? length - 1 : length;
        return string.Create(CultureInfo.InvariantCulture, $"{clean.AsSpan(0, end)}… ({clean.Length - end:N0} characters more)");
    }

    /// <summary>Cleaned, on one line, at most so many characters long.</summary>
    public static string Line(string text, int length)
    {
        string line = string.Join(' ', Clean(text.ReplaceLineEndings(" ")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= length ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[length - 2]) ? length - 2 : length - 1), "…");
    }

    private static bool IsUnsafe(Rune rune) => rune.Value is not ('\n' or '\t' or ZeroWidthJoiner or ZeroWidthNonJoiner)
        && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || (rune.Value & 0xFFFE) == 0xFFFE);
}
