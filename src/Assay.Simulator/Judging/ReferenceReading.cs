using Assay.Simulator.Judging.Items;

namespace Assay.Simulator.Judging;

/// <summary>How good an output is that is held against its reference: each sentence of the reference that it does not say, in these words, costs.</summary>
internal static class ReferenceReading
{
    private const double Whole = 0.78;
    private const double Spread = 0.08;
    private const double Sentence = 0.26;
    private const int MostSentences = 128;

    public static double Of(in Item item, ReadOnlySpan<char> output)
    {
        Span<ulong> said = stackalloc ulong[MostSentences];
        Span<ulong> wanted = stackalloc ulong[MostSentences];
        said = said[..Sentences(output, said)];
        wanted = wanted[..Sentences(item.Reference, wanted)];
        var missing = 0;
        foreach (var sentence in wanted)
        {
            missing += said.Contains(sentence) ? 0 : 1;
        }

        return Math.Clamp(Whole + (Spread * StableHash.Uniform(StableHash.Of(item.Input))) - (Sentence * missing), 0.01, 0.99);
    }

    /// <summary>A key of the words of each sentence, in their order; marks and case do not count.</summary>
    private static int Sentences(ReadOnlySpan<char> text, Span<ulong> keys)
    {
        var count = 0;
        while (!text.IsEmpty && count < keys.Length)
        {
            var length = SentenceLength(text);
            var key = 0UL;
            var words = new WordScanner(text[..length]);
            while (words.Next(out var word, out _, out _))
            {
                key = StableHash.Mix(key, word);
            }

            if (key != 0)
            {
                keys[count++] = key;
            }

            text = text[length..];
        }

        return count;
    }

    private static int SentenceLength(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                return i + 1;
            }

            if (text[i] is not ('.' or '!' or '?' or ':'))
            {
                continue;
            }

            var next = i + 1;
            while (next < text.Length && text[next] is '*' or '_' or '"' or ')')
            {
                next++;
            }

            if (next == text.Length || char.IsWhiteSpace(text[next]))
            {
                return next;
            }
        }

        return text.Length;
    }
}
