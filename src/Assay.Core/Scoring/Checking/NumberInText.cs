using System.Globalization;

namespace Assay.Scoring.Checking;

/// <summary>
/// A number that stands in a text: digits with at most one decimal point, perhaps in groups of three with commas, perhaps with a
/// sign or an exponent. What could be read in two ways, such as 4,5 or 1.2.3, is no number; nor are digits inside a word.
/// </summary>
/// <param name="Value">Null where there is none.</param>
/// <param name="Problem">Why there is none.</param>
internal readonly record struct NumberInText(double? Value, string Problem)
{
    public static NumberInText Find(string text, TakenNumber taken)
    {
        NumberInText? found = null;
        int at = 0;
        while (Next(text, ref at) is { } run)
        {
            NumberInText number = Read(run);
            switch (taken)
            {
                case TakenNumber.First:
                    return number;
                case TakenNumber.Only when found is { } other && !(number.Value is { } value && other.Value == value):
                    return new NumberInText(null, "holds several numbers");
            }

            found = number;
        }

        return found ?? new NumberInText(null, "holds no number");
    }

    /// <summary>The next run of digits, points and commas that no letter stands before.</summary>
    private static string? Next(string text, ref int at)
    {
        while (at < text.Length)
        {
            int start = at;
            if (!char.IsAsciiDigit(text[at]))
            {
                at++;
                continue;
            }

            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '.' or ','))
            {
                at++;
            }

            int end = at;
            while (text[end - 1] is '.' or ',')
            {
                end--;
            }

            if (end == at)
            {
                at = end = Exponent(text, at);
            }

            int before = start - 1;
            bool isSigned = before >= 0 && text[before] is '-' or '+' or '\u2212';
            before -= isSigned ? 1 : 0;
            bool isPoint = before >= 0 && text[before] == '.' && !isSigned;
            // GPT-4, v2 and 2020-05 are names; 10-20 is a range, whose second number has no sign.
            if (before >= 0 && (char.IsLetter(text[before]) || text[before] == '_' || (isPoint && before > 0 && char.IsLetterOrDigit(text[before - 1]))))
            {
                continue;
            }

            bool isNegative = isSigned && text[start - 1] is '-' or '\u2212' && !(before >= 0 && char.IsAsciiDigit(text[before]));
            return $"{(isNegative ? "-" : "")}{(isPoint ? "0." : "")}{text[start..end]}";
        }

        return null;
    }

    private static int Exponent(string text, int at)
    {
        int digits = at < text.Length && text[at] is 'e' or 'E' ? at + 1 : at;
        digits += digits > at && digits < text.Length && text[digits] is '-' or '+' ? 1 : 0;
        int end = digits;
        while (digits > at && end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end > digits ? end : at;
    }

    private static NumberInText Read(string run)
    {
        int point = run.IndexOf('.', StringComparison.Ordinal);
        string[] groups = (point < 0 ? run : run[..point]).TrimStart('-').Split(',');
        bool isGrouped = groups.Length == 1 || (groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(g => g.Length == 3));
        bool commaAfterPoint = point >= 0 && run.IndexOf(',', point) >= 0;
        return isGrouped && !commaAfterPoint
            && double.TryParse(run, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? new NumberInText(value, "")
            : new NumberInText(null, "holds a number that can be read in two ways");
    }
}
