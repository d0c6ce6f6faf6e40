using System.Buffers;

namespace Assay.Collecting.Redaction.Keys;

/// <summary>A JSON Web Token: a header and a payload that are JSON objects in base64url, and a signature.</summary>
internal sealed class JsonWebTokenShape() : KeyShape("eyJ")
{
    private const int LongestPart = 16 * 1024;
    private const int ShortestPart = 8;

    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public override bool TryRead(ReadOnlySpan<char> text, int at, out Find find)
    {
        find = default;
        int header = Part(text[at..]);
        int dot = at + header;
        if (Finder.IsWord(text, at - 1) || header < ShortestPart || dot == text.Length || text[dot] != '.')
        {
            return false;
        }

        int end = dot + 1 + Part(text[(dot + 1)..]);
        if (end - dot <= ShortestPart)
        {
            return false;
        }

        // A signature; for an encrypted token two parts more.
        for (int part = 0; part < 3 && end < text.Length && text[end] == '.' && Part(text[(end + 1)..]) is > 0 and int length; part++)
        {
            end += 1 + length;
        }

        find = new Find(at, end);
        return true;
    }

    private static int Part(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> looked = text[..Math.Min(LongestPart, text.Length)];
        int end = looked.IndexOfAnyExcept(Base64Url);
        return end < 0 ? looked.Length : end;
    }
}
