using System.Buffers;

namespace Assay.Collecting.Redaction;

/// <summary>Finds payment cards: 13 to 19 digits of a known brand with the right check digit, in one block or in groups as they are printed.</summary>
internal sealed class CardFinder() : Finder("CARD")
{
    private const int Shortest = 13;
    private const int Longest = 19;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -\u00A0\u202F");

    public override bool TryFind(ReadOnlySpan<char> text, out Find find)
    {
        Span<Find> room = stackalloc Find[6];
        int from = 0;
        while (text[from..].IndexOfAnyInRange('0', '9') is >= 0 and int next)
        {
            int start = from + next;
            var groups = DigitGroups.Read(text, start, Separators, 1, room);
            if (text[start] is >= '2' and <= '6' && IsFree(text, start))
            {
                for (int count = groups.Count; count > 0; count--)
                {
                    if (IsPrinted(groups, count) && IsCard(groups, count) && IsWhole(text, groups.End(count - 1)))
                    {
                        find = new Find(start, groups.End(count - 1));
                        return true;
                    }
                }
            }

            from = groups.End(0);
        }

        find = default;
        return false;
    }

    public override string ValueOf(ReadOnlySpan<char> found) => string.Concat(found.ToString().Where(char.IsAsciiDigit));

    /// <summary>It is not the end of a longer number or word.</summary>
    private static bool IsFree(ReadOnlySpan<char> text, int start) =>
        !IsWord(text, start - 1) && !(start > 1 && text[start - 1] is '-' or '.' && IsDigit(text, start - 2)) && !(start > 0 && text[start - 1] is '+');

    private static bool IsWhole(ReadOnlySpan<char> text, int end) => !IsWord(text, end) && !(end < text.Length && text[end] is '-' or '.' && IsDigit(text, end + 1));

    private static bool IsPrinted(in DigitGroups groups, int count)
    {
        for (int i = 0; i + 1 < count; i++)
        {
            if (groups.Behind(i)[0] != groups.Behind(0)[0])
            {
                return false;
            }
        }

        if (count == 1)
        {
            return true;
        }

        if (count == 3)
        {
            return groups.Length(0) == 4 && groups.Length(1) == 6 && groups.Length(2) is 4 or 5;
        }

        for (int i = 0; i + 1 < count; i++)
        {
            if (groups.Length(i) != 4)
            {
                return false;
            }
        }

        return count is 4 or 5 && groups.Length(count - 1) <= 4;
    }

    private static bool IsCard(in DigitGroups groups, int count)
    {
        int length = groups.Digits(count);
        if (length is < Shortest or > Longest)
        {
            return false;
        }

        Span<char> digits = stackalloc char[length];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            groups[i].CopyTo(digits[at..]);
            at += groups.Length(i);
        }

        return IsBrand(digits) && HasCheckDigit(digits);
    }

    /// <summary>Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay, Maestro, RuPay, Mir.</summary>
    private static bool IsBrand(ReadOnlySpan<char> digits)
    {
        int four = ((digits[0] - '0') * 1000) + ((digits[1] - '0') * 100) + ((digits[2] - '0') * 10) + digits[3] - '0';
        return digits.Length switch
        {
            13 => four / 1000 == 4,
            14 => four / 100 is 36 or 38 or 39 || four / 10 is >= 300 and <= 305 or 309,
            15 => four / 100 is 34 or 37,
            16 => four / 1000 is 4 or 6 || four / 100 is >= 50 and <= 58 or 35 || four is (>= 2200 and <= 2204) or (>= 2221 and <= 2720),
            _ => four / 1000 is 4 or 6 || four / 100 is 50 or 35 or (>= 56 and <= 58) || four is >= 2200 and <= 2204,
        };
    }

    /// <summary>ISO 7812, by Luhn.</summary>
    private static bool HasCheckDigit(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
        }

        return sum % 10 == 0;
    }
}
