using System.Buffers;
using System.Globalization;
using System.Text;

namespace Assay.Scoring.Prompts;

/// <summary>
/// Text that is judged is data, not instructions: invisible and direction-changing characters are taken out before a judge sees it.
/// Joiners stay between letters or emoji that need them.
/// </summary>
public static class JudgedText
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    // U+DB40 is the high surrogate of the tag characters U+E0000..U+E007F and of the variation selectors U+E0100..U+E01EF,
    // which print as nothing but are read by models.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        "\u200B\u200C\u200D\u200E\u200F\u061C\u2060\u2061\u2062\u2063\u2064\uFEFF\u180E\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uDB40");

    /// <summary>The text without hidden characters; <paramref name="removed"/> grows by how many there were.</summary>
    public static string Clean(string text, ref int removed)
    {
        int first = text.AsSpan().IndexOfAny(Suspects);
        if (first < 0)
        {
            return text;
        }

        var kept = new StringBuilder(text.Length).Append(text, 0, first);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            if (!Suspects.Contains(c) || IsNeededJoiner(text, i))
            {
                kept.Append(c);
            }
            else if (c == '\uDB40' && !IsHidden(text, i))
            {
                kept.Append(c);
            }
            else
            {
                removed++;
                i += c == '\uDB40' ? 1 : 0;
            }
        }

        return kept.ToString();
    }

    /// <summary>A tag character, or a variation selector where no ideograph stands before it that it could choose a shape of.</summary>
    private static bool IsHidden(string text, int i) =>
        i + 1 < text.Length && text[i + 1] switch
        {
            >= '\uDC00' and <= '\uDC7F' => true,
            >= '\uDD00' and <= '\uDDEF' => i == 0 || !(char.IsLowSurrogate(text[i - 1]) || text[i - 1] is >= '\u3400' and <= '\u9FFF'),
            _ => false,
        };

    private static bool IsNeededJoiner(string text, int i) =>
        text[i] is ZeroWidthJoiner or ZeroWidthNonJoiner
        && i > 0 && i + 1 < text.Length && NeedsJoiners(text[i - 1]) && NeedsJoiners(text[i + 1]);

    private static bool NeedsJoiners(char c) =>
        char.IsSurrogate(c) || (c > '\u05FF' && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator));
}
