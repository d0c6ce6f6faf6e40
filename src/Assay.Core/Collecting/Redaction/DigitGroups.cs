using System.Buffers;

namespace Assay.Collecting.Redaction;

/// <summary>Groups of digits with something between them, as people write long numbers.</summary>
internal readonly ref struct DigitGroups
{
    /// <summary>As many as a caller needs to make room for.</summary>
    public const int Most = 14;

    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<Find> _groups;

    private DigitGroups(ReadOnlySpan<char> text, ReadOnlySpan<Find> groups)
    {
        _text = text;
        _groups = groups;
    }

    public int Count => _groups.Length;

    public ReadOnlySpan<char> this[int group] => _text[_groups[group].Start.._groups[group].End];

    /// <summary>What stands between a group and the next; empty behind the last.</summary>
    public ReadOnlySpan<char> Behind(int group) => group + 1 < Count ? _text[_groups[group].End.._groups[group + 1].Start] : [];

    public int Length(int group) => _groups[group].End - _groups[group].Start;

    public int End(int group) => _groups[group].End;

    /// <summary>How many digits the first groups have.</summary>
    public int Digits(int groups)
    {
        int digits = 0;
        for (int i = 0; i < groups; i++)
        {
            digits += Length(i);
        }

        return digits;
    }

    /// <summary>Whether each of the first groups has two digits.</summary>
    public bool ArePairs(int groups)
    {
        for (int i = 0; i < groups; i++)
        {
            if (Length(i) != 2)
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="start">Where a digit stands that is the first of its group.</param>
    /// <param name="separators">What may stand between two groups, at most <paramref name="longest"/> of it.</param>
    /// <param name="room">Takes the groups; what does not fit is left out.</param>
    public static DigitGroups Read(ReadOnlySpan<char> text, int start, SearchValues<char> separators, int longest, Span<Find> room)
    {
        int count = 0;
        int at = start;
        while (count < room.Length)
        {
            int end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            room[count++] = new Find(at, end);
            at = end;
            while (at < text.Length && at - end < longest && separators.Contains(text[at]))
            {
                at++;
            }

            if (at == end || at == text.Length || !char.IsAsciiDigit(text[at]))
            {
                break;
            }
        }

        return new DigitGroups(text, room[..count]);
    }
}
