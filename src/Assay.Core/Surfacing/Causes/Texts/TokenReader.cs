using System.Buffers;
using System.Globalization;

namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// Takes a text apart: into words in lower case where there are spaces between them, and into runs of characters where there are
/// none, as in Chinese and Japanese. Numbers, words with several digits in them, and the markers of what was redacted are no words.
/// </summary>
internal static class TokenReader
{
    public delegate void Seen(ReadOnlySpan<char> token, TokenKind kind);

    private static readonly SearchValues<char> OfMarkers = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    private const int LongestWord = 40;
    private const int MostDigits = 2;

    public static void Read(ReadOnlySpan<char> text, Seen seen)
    {
        Span<char> word = stackalloc char[LongestWord];
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (MarkerLength(text[at..]) is var marker and > 0)
            {
                at += marker;
                seen([], TokenKind.Break);
            }
            else if (IsUnspaced(c))
            {
                int end = at + 1;
                while (end < text.Length && IsUnspaced(text[end]))
                {
                    end++;
                }

                seen(text[at..end], TokenKind.Run);
                at = end;
            }
            else if (char.IsLetterOrDigit(c))
            {
                at = ReadWord(text, at, word, seen);
            }
            else
            {
                if (!char.IsWhiteSpace(c))
                {
                    seen([], TokenKind.Break);
                }

                at++;
            }
        }
    }

    private static int ReadWord(ReadOnlySpan<char> text, int start, Span<char> word, Seen seen)
    {
        int digits = 0;
        int end = start;
        for (; end < text.Length && !IsUnspaced(text[end]) && IsInWord(text, end); end++)
        {
            digits += char.IsDigit(text[end]) ? 1 : 0;
            if (end - start < word.Length)
            {
                word[end - start] = char.ToLowerInvariant(text[end]);
            }
        }

        int length = end - start;
        bool isWord = length is > 1 and <= LongestWord && digits <= MostDigits && digits < length;
        seen(isWord ? word[..length] : [], isWord ? TokenKind.Word : TokenKind.Break);
        return end;
    }

    /// <summary>An apostrophe or a hyphen between letters belongs to the word.</summary>
    private static bool IsInWord(ReadOnlySpan<char> text, int at) =>
        char.IsLetterOrDigit(text[at]) || char.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        || (text[at] is '\'' or '\u2019' or '-' && at + 1 < text.Length && char.IsLetter(text[at + 1]));

    /// <summary>Hiragana, Katakana, Han.</summary>
    private static bool IsUnspaced(char c) => c is (>= '\u3041' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF');

    /// <summary>Of a marker such as <c>[EMAIL_1]</c> at the beginning; 0: there is none.</summary>
    private static int MarkerLength(ReadOnlySpan<char> text)
    {
        if (text[0] != '[')
        {
            return 0;
        }

        int end = text.IndexOf(']');
        return end > 1 && text[1..end].IndexOfAnyExcept(OfMarkers) < 0 && char.IsAsciiDigit(text[end - 1]) ? end + 1 : 0;
    }
}

internal enum TokenKind
{
    Word,

    /// <summary>Characters between which words are not set apart.</summary>
    Run,

    /// <summary>What comes next does not go together with what came before.</summary>
    Break,
}
