using System.Text.RegularExpressions;

namespace Assay.Collecting.Redaction;

/// <summary>Finds what a pattern of the user's own matches.</summary>
internal sealed class PatternFinder(CustomPattern pattern) : Finder(pattern.Marker)
{
    public override bool TryFind(ReadOnlySpan<char> text, out Find find)
    {
        try
        {
            foreach (ValueMatch match in pattern.Expression.EnumerateMatches(text))
            {
                if (match.Length > 0)
                {
                    find = Whole(text, match.Index, match.Index + match.Length);
                    return true;
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // What could not be looked through must not get out either.
            find = new Find(0, text.Length);
            return true;
        }

        find = default;
        return false;
    }

    /// <summary>Both halves of a character that is written as two.</summary>
    private static Find Whole(ReadOnlySpan<char> text, int start, int end) => new(
        start > 0 && char.IsSurrogatePair(text[start - 1], text[start]) ? start - 1 : start,
        end < text.Length && char.IsSurrogatePair(text[end - 1], text[end]) ? end + 1 : end);
}
