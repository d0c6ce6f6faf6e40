using System.Globalization;
using System.Text;

namespace Assay.Surfacing;

/// <summary>Text for a cell of a file that people open in a spreadsheet.</summary>
public static class SpreadsheetText
{
    /// <summary>
    /// A cell that begins like a formula would be run by spreadsheets; an apostrophe keeps it text. Some look past what is not seen, and
    /// take the signs of other widths.
    /// </summary>
    public static string Guard(string? text)
    {
        if (text is ['\t' or '\r' or '\n' or '\0', ..])
        {
            return $"'{text}";
        }

        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format) && rune != Rune.ReplacementChar)
            {
                return rune.Value is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' ? $"'{text}" : text!;
            }
        }

        return text ?? "";
    }
}
