using System.Text;
using Assay.Surfacing;

namespace Assay.Server.Outbound.Notices;

/// <summary>
/// Text of others for where programs make links and mentions of what looks like one: harmless, and written as people write
/// addresses that nobody is to follow, <c>http[:]//evil[.]example</c>, <c>[@]here</c>.
/// </summary>
internal static class UnlinkedText
{
    /// <summary>On one line, cut to about a length.</summary>
    public static string Line(string text, int length) => Unlink(HarmlessText.Line(text, length));

    /// <summary>With its line breaks; what is beyond a length is left out, and it says so.</summary>
    public static string Block(string text, int length) => Unlink(HarmlessText.Block(text, length));

    private static string Unlink(string text)
    {
        var unlinked = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char next = i + 1 < text.Length ? text[i + 1] : ' ';
            bool isTie = text[i] switch
            {
                ':' => next == '/',
                '.' or '。' or '．' or '｡' => i > 0 && !char.IsWhiteSpace(text[i - 1]) && IsName(next) && !char.IsAsciiDigit(next),
                '@' or '＠' or '#' => IsName(next) && !(text[i] == '#' && char.IsAsciiDigit(next)),
                _ => false,
            };
            _ = isTie ? unlinked.Append('[').Append(text[i]).Append(']') : unlinked.Append(text[i]);
        }

        return unlinked.ToString();
    }

    /// <summary>May stand in a host's or a person's name.</summary>
    private static bool IsName(char c) => c > '\u007f' ? !char.IsWhiteSpace(c) : char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
