using System.Globalization;
using System.Text;

namespace Assay.Cli.Output;

/// <summary>Text of others, made harmless for a terminal: no escape sequences, no control or direction-changing characters.</summary>
internal static class TerminalText
{
    public static string Clean(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            clean.Append(IsUnsafe(c) ? '\uFFFD' : c);
        }

        return clean.ToString();
    }

    /// <summary>On one line, at most <paramref name="length"/> characters.</summary>
    public static string Excerpt(string text, int length)
    {
        var line = new StringBuilder(Math.Min(text.Length, length) + 1);
        foreach (char c in text)
        {
            char shown = char.IsWhiteSpace(c) ? ' ' : IsUnsafe(c) ? '\uFFFD' : c;
            if (shown != ' ' || (line.Length > 0 && line[^1] != ' '))
            {
                line.Append(shown);
            }

            if (line.Length > length)
            {
                line.Length = length - (char.IsHighSurrogate(line[length - 2]) ? 2 : 1);
                return line.Append('…').ToString();
            }
        }

        return line.ToString().TrimEnd();
    }

    private static bool IsUnsafe(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || (char.GetUnicodeCategory(c) == UnicodeCategory.Format && c is not '\u200D');
}
