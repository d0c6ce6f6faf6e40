using System.Buffers;

namespace Assay.Collecting.Redaction.Keys;

/// <summary>A prefix and a run of characters, such as <c>sk-...</c> or <c>Bearer ...</c>.</summary>
/// <param name="least">Characters behind the prefix, of which one must be a digit.</param>
internal sealed class TokenShape(string prefix, SearchValues<char> characters, int least) : KeyShape(prefix)
{
    /// <summary>What is looked at to tell whether it is a key; one that is longer is taken whole.</summary>
    private const int LookedAt = 512;

    /// <summary>The prefix is no part of the key and stays.</summary>
    public bool KeepsPrefix { get; init; }

    /// <summary>Exactly so long, and a word of its own.</summary>
    public bool IsExact { get; init; }

    public override bool TryRead(ReadOnlySpan<char> text, int at, out Find find)
    {
        find = default;
        int start = at + Prefix.Length;
        int length = Run(text[start..], LookedAt);
        if (Finder.IsWord(text, at - 1) || length < least || !text.Slice(start, length).ContainsAnyInRange('0', '9') || (IsExact && (length > least || Finder.IsWord(text, start + length))))
        {
            return false;
        }

        int end = start + (length == LookedAt ? Run(text[start..], int.MaxValue) : length);
        // The end of the sentence is not the key's.
        find = new Find(KeepsPrefix ? start : at, text[end - 1] == '.' ? end - 1 : end);
        return true;
    }

    private int Run(ReadOnlySpan<char> text, int most)
    {
        ReadOnlySpan<char> looked = text[..Math.Min(most, text.Length)];
        int end = looked.IndexOfAnyExcept(characters);
        return end < 0 ? looked.Length : end;
    }
}
