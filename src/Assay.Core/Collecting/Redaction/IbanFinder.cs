namespace Assay.Collecting.Redaction;

/// <summary>Finds international bank account numbers: a known country, its length, the check of ISO 13616 (modulo 97). In groups or not.</summary>
internal sealed class IbanFinder() : Finder("IBAN")
{
    private const int Longest = 34;

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lengths = Table(
        """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18
        FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27
        MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27
        SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
        """);

    public override bool TryFind(ReadOnlySpan<char> text, out Find find)
    {
        int from = 0;
        while (text[from..].IndexOfAnyInRange('0', '9') is >= 0 and int next)
        {
            int start = from + next - 2;
            if (start >= 0 && char.IsAsciiLetter(text[start]) && char.IsAsciiLetter(text[start + 1]) && !IsWord(text, start - 1) && EndOf(text, start) is > 0 and int end)
            {
                find = new Find(start, end);
                return true;
            }

            from += next;
            int digits = text[from..].IndexOfAnyExceptInRange('0', '9');
            from = digits < 0 ? text.Length : from + digits;
        }

        find = default;
        return false;
    }

    public override string ValueOf(ReadOnlySpan<char> found) => string.Concat(found.ToString().Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>0 where no account number begins there.</summary>
    private static int EndOf(ReadOnlySpan<char> text, int start)
    {
        Span<char> number = stackalloc char[Longest];
        text.Slice(start, 2).ToUpperInvariant(number);
        if (!Lengths.TryGetValue(number[..2], out int length))
        {
            return 0;
        }

        int count = 0;
        int at = start;
        for (; count < length && at < text.Length; at++)
        {
            if (char.IsAsciiLetterOrDigit(text[at]))
            {
                number[count++] = char.ToUpperInvariant(text[at]);
            }
            else if (text[at] is not (' ' or '-' or '\u00A0' or '\u202F') || !char.IsAsciiLetterOrDigit(text[at - 1]))
            {
                return 0;
            }
        }

        return count == length && !IsWord(text, at) && Remainder(Remainder(0, number[4..length]), number[..4]) == 1 ? at : 0;
    }

    /// <summary>Of the number that begins with a remainder and goes on with digits, and with letters for 10 to 35.</summary>
    private static int Remainder(int remainder, ReadOnlySpan<char> characters)
    {
        foreach (char c in characters)
        {
            remainder = char.IsAsciiDigit(c) ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        }

        return remainder;
    }

    private static Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Table(string lengths) => lengths
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(country => country[..2], country => (country[2] - '0') * 10 + country[3] - '0', StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();
}
