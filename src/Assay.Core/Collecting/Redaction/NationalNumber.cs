namespace Assay.Collecting.Redaction;

/// <summary>Phone numbers as they are written within a country. Each gives how many groups are the number; 0 where none is.</summary>
internal static class NationalNumber
{
    private const int FewestDigits = 9;
    private const int MostDigits = 12;

    /// <summary><c>030 1234567</c>, <c>(0211) 12345-0</c>, <c>06 12 34 56 78</c>, <c>020 7946 0958</c>; without a break mobile numbers.</summary>
    /// <param name="isAmongGroups">Another group of digits stands before the first.</param>
    public static int WithTrunkZero(in DigitGroups groups, ReadOnlySpan<char> text, bool isAmongGroups)
    {
        if (groups.Length(0) < 2 || groups[0][1] == '0')
        {
            return 0;
        }

        for (int count = groups.Count; count > 1; count--)
        {
            if (groups.Digits(count) is >= FewestDigits and <= MostDigits && PhoneFinder.EndsBehind(groups, text, count - 1) && IsGrouped(groups, count, isAmongGroups))
            {
                return count;
            }
        }

        return IsMobile(groups[0]) && PhoneFinder.EndsBehind(groups, text, 0) ? 1 : 0;
    }

    /// <summary><c>(415) 555-0132</c>, <c>415-555-0132</c>, <c>415.555.0132</c>, <c>1 415 555 0132</c>.</summary>
    /// <param name="isInBrackets">An opening bracket stands before the first group.</param>
    public static int NorthAmerican(in DigitGroups groups, ReadOnlySpan<char> text, bool isInBrackets)
    {
        int area = groups.Length(0) == 1 && groups[0][0] == '1' ? 1 : 0;
        if (groups.Count < area + 3 || groups.Length(area) != 3 || groups.Length(area + 1) != 3 || groups.Length(area + 2) != 4
            || !PhoneFinder.EndsBehind(groups, text, area + 2))
        {
            return 0;
        }

        ReadOnlySpan<char> first = groups.Behind(area);
        ReadOnlySpan<char> second = groups.Behind(area + 1);
        bool hasBrackets = first[0] == ')' && (area == 1 ? groups.Behind(0).Contains('(') : isInBrackets);
        bool isValid = groups[area][0] >= '2' && groups[area + 1][0] >= '2';
        bool isPhone = second switch
        {
            _ when hasBrackets => second.Length == 1,
            "-" when first is "-" => true,
            "-" when first is " " => groups[area][0] >= '2',
            "." when first is "." => isValid,
            // Three numbers in a row are as often a part of more.
            " " when first is " " => isValid && groups.Count == area + 3,
            _ => false,
        };
        return isPhone ? area + 3 : 0;
    }

    private static bool IsGrouped(in DigitGroups groups, int count, bool isAmongGroups)
    {
        bool arePairs = groups.ArePairs(count);
        bool areFours = true;
        bool hasDot = false;
        for (int i = 0; i < count; i++)
        {
            areFours &= groups.Length(i) == 4;
            if (i + 1 < count)
            {
                hasDot |= groups.Behind(i).Contains('.');
                if (groups.Behind(i).Contains('(') || (i > 0 && groups.Length(i) < 2))
                {
                    return false;
                }
            }
        }

        if (arePairs || hasDot || (groups.Length(0) == 2 && groups.Length(1) == 2))
        {
            // 01.02.2024 10 is a date and an hour; a number in pairs has five of them, and 01 02 03 04 05 06 is none.
            bool goesOn = groups.Count > count && groups.Length(count) == 2 && !groups.Behind(count - 1).Contains('/');
            return arePairs && count == 5 && !isAmongGroups && !goesOn;
        }

        // 0123 4567 8901 2345 is an account or an order.
        bool isCutOffFours = areFours && groups.Count > count && groups.Length(count) == 4;
        return !isCutOffFours && groups.Length(0) <= 6 && (groups.Length(count - 1) > 1 || groups.Behind(count - 2) is "-");
    }

    /// <summary>Germany 015 to 017, the United Kingdom 07, France 06 and 07.</summary>
    private static bool IsMobile(ReadOnlySpan<char> digits) => digits.Length switch
    {
        10 => digits is ['0', '6' or '7', ..],
        11 => digits is ['0', '7', ..] or ['0', '1', '5' or '6' or '7', ..],
        12 => digits is ['0', '1', '5' or '6' or '7', ..],
        _ => false,
    };
}
