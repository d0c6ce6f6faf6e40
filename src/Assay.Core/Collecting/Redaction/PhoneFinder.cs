using System.Buffers;

namespace Assay.Collecting.Redaction;

/// <summary>
/// Finds phone numbers by how they are written: with a country code behind <c>+</c> or <c>00</c>, with an area code behind a zero,
/// or as in North America. Bare digits are taken for one only where they begin like a mobile number.
/// </summary>
internal sealed class PhoneFinder() : Finder("PHONE")
{
    private const int FewestDigits = 8;
    private const int MostDigits = 15;
    private const int LongestSeparator = 3;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \u00A0\u202F\u2009-\u2010\u2011\u2013./()");

    /// <summary>Separators behind which something else may begin.</summary>
    private static readonly SearchValues<char> Breaks = SearchValues.Create(" \u00A0\u202F\u2009/()");

    public override bool TryFind(ReadOnlySpan<char> text, out Find find)
    {
        Span<Find> room = stackalloc Find[DigitGroups.Most];
        int from = 0;
        while (text[from..].IndexOfAnyInRange('0', '9') is >= 0 and int next)
        {
            int digit = from + next;
            var groups = DigitGroups.Read(text, digit, Separators, LongestSeparator, room);
            from = groups.End(0);
            bool hasPlus = digit > 0 && text[digit - 1] == '+';
            int start = hasPlus ? digit - 1 : digit;
            bool isInBrackets = start > 0 && text[start - 1] == '(';
            start -= isInBrackets ? 1 : 0;
            if (!IsFree(text, start))
            {
                continue;
            }

            int count = hasPlus ? International(groups, text, 0)
                : groups[0].StartsWith("00", StringComparison.Ordinal) ? International(groups, text, 2)
                : groups[0][0] == '0' ? NationalNumber.WithTrunkZero(groups, text, isAmongGroups: IsDigit(text, start - 2) && char.IsWhiteSpace(text[start - 1]))
                : NationalNumber.NorthAmerican(groups, text, isInBrackets);
            if (count > 0)
            {
                // A bracket that is not closed within the number does not belong to it.
                find = new Find(isInBrackets && !text[digit..groups.End(count - 1)].Contains(')') ? start + 1 : start, groups.End(count - 1));
                return true;
            }
        }

        find = default;
        return false;
    }

    public override string ValueOf(ReadOnlySpan<char> found) => string.Concat(found.ToString().Where(c => char.IsAsciiDigit(c) || c == '+'));

    /// <summary>A number ends behind this group: what follows belongs to something else.</summary>
    internal static bool EndsBehind(in DigitGroups groups, ReadOnlySpan<char> text, int group)
    {
        if (group + 1 < groups.Count)
        {
            return groups.Behind(group).ContainsAny(Breaks);
        }

        int end = groups.End(group);
        return end == text.Length
            || (!IsWord(text, end) && text[end] is not ('%' or '€' or '$' or '@')
                && !(text[end] is '.' or ':' && IsDigit(text, end + 1)) && !(text[end] is '-' or '/' && IsWord(text, end + 1)));
    }

    /// <summary>Nothing before it makes it a part of an identifier, a path, an amount or a decimal number.</summary>
    private static bool IsFree(ReadOnlySpan<char> text, int start) => start == 0 || text[start - 1] switch
    {
        '+' or '#' or '$' or '€' or '£' or '\\' or '@' or '%' => false,
        '-' or '\u2010' or '\u2011' => !IsWord(text, start - 2),
        '/' => start == 1 || IsDigit(text, start - 2),
        '.' or ':' => !IsDigit(text, start - 2),
        _ => !IsWord(text, start - 1),
    };

    /// <param name="prefix">How many digits of the first group come before the country code.</param>
    /// <returns>How many groups are a number; 0 where none is.</returns>
    private static int International(in DigitGroups groups, ReadOnlySpan<char> text, int prefix)
    {
        ReadOnlySpan<char> first = groups[0][prefix..];
        // Digits without a break that begin with two zeros may also be filled up with them.
        int fewest = prefix > 0 && groups.Count == 1 ? FewestDigits + 2 : FewestDigits;
        // 00-11-22-33-44-55 is the address of a network card, +52.520008 a place on earth.
        if ((prefix > 0 && groups.ArePairs(groups.Count)) || (groups.Count == 2 && groups.Behind(0) is "." && groups.Length(1) < FewestDigits))
        {
            return 0;
        }

        if ((first.IsEmpty ? groups.Count > 1 ? groups[1][0] : '0' : first[0]) == '0')
        {
            return 0;
        }

        for (int count = groups.Count; count > 0; count--)
        {
            if (groups.Digits(count) - prefix is var digits && digits <= MostDigits && digits >= fewest && EndsBehind(groups, text, count - 1))
            {
                return count;
            }
        }

        return 0;
    }
}
