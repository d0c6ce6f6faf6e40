using System.Runtime.InteropServices;

namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// What a text is made of, for telling how alike two are: words, two words beside each other, and three to five characters within a
/// word; of runs one to three characters. Hashed, with how often each occurs.
/// </summary>
internal static class TextFeatures
{
    public const int Count = 1 << 18;

    private const int MostCharacters = 1_200;

    /// <returns>Each feature once, ascending; the weight grows with the logarithm of how often it occurs.</returns>
    public static (int Feature, float Weight)[] Of(string input, string output)
    {
        var counts = new Dictionary<int, int>();
        Add(input, counts);
        Add(output, counts);
        return [.. counts.OrderBy(c => c.Key).Select(c => (c.Key, 1 + MathF.Log(c.Value)))];
    }

    private static void Add(string text, Dictionary<int, int> counts)
    {
        uint before = 0;
        char[] padded = new char[64];
        TokenReader.Read(text.AsSpan(0, Math.Min(text.Length, MostCharacters)), (token, kind) =>
        {
            switch (kind)
            {
                case TokenKind.Run:
                    Grams(token, 1, 3, counts);
                    before = 0;
                    break;
                case TokenKind.Word:
                    uint own = Hash(token, 1);
                    Increment(counts, own);
                    if (before != 0)
                    {
                        Increment(counts, unchecked((before * 31) ^ own));
                    }

                    before = own;
                    padded[0] = ' ';
                    token.CopyTo(padded.AsSpan(1));
                    padded[token.Length + 1] = ' ';
                    Grams(padded.AsSpan(0, token.Length + 2), 3, 5, counts);
                    break;
                default:
                    before = 0;
                    break;
            }
        });
    }

    private static void Grams(ReadOnlySpan<char> characters, int shortest, int longest, Dictionary<int, int> counts)
    {
        for (int length = shortest; length <= longest; length++)
        {
            for (int start = 0; start + length <= characters.Length; start++)
            {
                Increment(counts, Hash(characters.Slice(start, length), 2));
            }
        }
    }

    private static void Increment(Dictionary<int, int> counts, uint hash) =>
        CollectionsMarshal.GetValueRefOrAddDefault(counts, (int)(hash % Count), out _)++;

    /// <summary>FNV-1a over the characters, finished as MurmurHash3 does.</summary>
    private static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        uint hash = unchecked(2166136261 ^ (seed * 16777619));
        foreach (char c in text)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        hash = unchecked((hash ^ (hash >> 16)) * 0x85EBCA6B);
        return unchecked((hash ^ (hash >> 13)) * 0xC2B2AE35) ^ (hash >> 16);
    }
}
