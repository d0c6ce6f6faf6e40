using System.Globalization;

namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Makes one number wrong: a year by some years, any other by about the double.</summary>
internal static class ChangedNumber
{
    private const int MostDigits = 9;

    /// <summary>Null where there is no number that stands for itself.</summary>
    public static string? Apply(string text)
    {
        for (int start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]))
            {
                continue;
            }

            int end = start;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (IsNumber(text, start, end))
            {
                return $"{text[..start]}{Wrong(text[start..end])}{text[end..]}";
            }

            start = end;
        }

        return null;
    }

    /// <summary>No part of a word, and not what numbers the items of a list.</summary>
    private static bool IsNumber(string text, int start, int end) =>
        end - start <= MostDigits
        && (start == 0 || !char.IsLetter(text[start - 1])) && (end == text.Length || !char.IsLetter(text[end]))
        && !((start == 0 || text[start - 1] == '\n') && end + 1 < text.Length && text[end] is '.' or ')' && char.IsWhiteSpace(text[end + 1]));

    private static string Wrong(string digits)
    {
        int number = int.Parse(digits, CultureInfo.InvariantCulture);
        int wrong = digits.Length == 4 && number is >= 1000 and <= 2100 ? number - 17 : (2 * number) + 1;
        return wrong.ToString(CultureInfo.InvariantCulture);
    }
}
