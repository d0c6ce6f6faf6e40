namespace Assay.Simulator.Judging;

/// <summary>The content words of texts, as a filter of 4,096 bits: a rare false hit is harmless here.</summary>
internal ref struct WordSet(Span<ulong> bits)
{
    /// <summary>Enough of a long text to tell what it is about.</summary>
    private const int Scanned = 6000;
    private const int LeastLetters = 4;

    public const int Words = 64;

    private readonly Span<ulong> bits = bits;

    public readonly void Add(ReadOnlySpan<char> text)
    {
        var scanner = new WordScanner(text[..Math.Min(text.Length, Scanned)]);
        while (scanner.Next(out var hash, out var letters, out var isNumber))
        {
            if (letters >= LeastLetters || isNumber)
            {
                bits[(int)(hash >> 6) & (Words - 1)] |= 1UL << (int)(hash & 63);
            }
        }
    }

    /// <summary>How many content words, and numbers, a text has, and how many of them are in the set.</summary>
    public readonly Overlap Of(ReadOnlySpan<char> text)
    {
        var overlap = default(Overlap);
        var scanner = new WordScanner(text[..Math.Min(text.Length, Scanned)]);
        while (scanner.Next(out var hash, out var letters, out var isNumber))
        {
            var shared = (bits[(int)(hash >> 6) & (Words - 1)] & (1UL << (int)(hash & 63))) != 0;
            if (isNumber)
            {
                overlap.Numbers++;
                overlap.SharedNumbers += shared ? 1 : 0;
            }
            else if (letters >= LeastLetters)
            {
                overlap.Words++;
                overlap.SharedWords += shared ? 1 : 0;
            }
        }

        return overlap;
    }
}
