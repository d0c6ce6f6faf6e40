using System.Buffers;

namespace Assay.Simulator.Judging.Reasons;

/// <summary>Picks a verbatim passage of a text.</summary>
internal static class Quotation
{
    private const int Sentences = 8;
    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?\n");

    /// <summary>A sentence, or its beginning up to a word's end, of at most <paramref name="longest"/> characters.</summary>
    public static ReadOnlySpan<char> Pick(ReadOnlySpan<char> text, ulong choice, int longest)
    {
        text = text.Trim();
        Span<Range> sentences = stackalloc Range[Sentences];
        var count = 0;
        var start = 0;
        while (count < Sentences && start < text.Length)
        {
            var end = text[start..].IndexOfAny(Ends);
            end = end < 0 ? text.Length : start + end;
            if (text[start..end].Trim().Length >= 12)
            {
                sentences[count++] = start..end;
            }

            start = end + 1;
        }

        var sentence = count == 0 ? text : text[sentences[(int)(choice % (ulong)count)]].Trim();
        return Shorten(sentence, longest);
    }

    private static ReadOnlySpan<char> Shorten(ReadOnlySpan<char> sentence, int longest)
    {
        if (sentence.Length <= longest)
        {
            return sentence;
        }

        var end = sentence[..longest].LastIndexOf(' ');
        end = end < longest / 2 ? longest : end;
        return sentence[..(char.IsHighSurrogate(sentence[end - 1]) ? end - 1 : end)];
    }
}
