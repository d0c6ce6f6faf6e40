using System.Globalization;

namespace Assay.Collecting.Redaction;

/// <summary>Finds markers that stand in a text already, such as <c>[EMAIL_2]</c>: they stay as they are, and nothing within them is looked at.</summary>
internal sealed class MarkerFinder(IEnumerable<string> names) : Finder("")
{
    private const int LongestMarker = 64;
    private const int MostDigits = 7;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names = names.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public override bool TryFind(ReadOnlySpan<char> text, out Find find) => TryFind(text, out find, out _, out _);

    /// <param name="name">Such as <c>EMAIL</c>.</param>
    public bool TryFind(ReadOnlySpan<char> text, out Find find, out ReadOnlySpan<char> name, out int number)
    {
        int from = 0;
        while (text[from..].IndexOf('[') is >= 0 and int next)
        {
            int start = from + next;
            from = start + 1;
            ReadOnlySpan<char> inside = text[from..Math.Min(from + LongestMarker, text.Length)];
            inside = inside[..Math.Max(0, inside.IndexOf(']'))];
            int underscore = inside.LastIndexOf('_');
            ReadOnlySpan<char> digits = inside[(underscore + 1)..];
            if (underscore > 0 && digits.Length is > 0 and <= MostDigits && digits[0] != '0'
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && _names.Contains(inside[..underscore]))
            {
                name = inside[..underscore];
                find = new Find(start, start + inside.Length + 2);
                return true;
            }
        }

        find = default;
        name = default;
        number = 0;
        return false;
    }
}
