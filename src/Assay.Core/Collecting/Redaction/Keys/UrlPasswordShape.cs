using System.Buffers;

namespace Assay.Collecting.Redaction.Keys;

/// <summary>The password of a URL: <c>postgres://anna:PASSWORD@host</c>. Placeholders such as <c>${PASSWORD}</c> and <c>***</c> stay.</summary>
internal sealed class UrlPasswordShape() : KeyShape("://")
{
    private const int Longest = 1024;

    private static readonly SearchValues<char> Behind = SearchValues.Create(" \t\r\n\"'<>`/?#");

    public override bool TryRead(ReadOnlySpan<char> text, int at, out Find find)
    {
        find = default;
        int start = at + Prefix.Length;
        ReadOnlySpan<char> authority = text[start..];
        authority = authority[..Math.Min(Longest, authority.Length)];
        int end = authority.IndexOfAny(Behind);
        int host = (end < 0 ? authority : authority[..end]).LastIndexOf('@');
        int colon = host < 0 ? -1 : authority[..host].IndexOf(':');
        if (colon < 0 || colon + 1 == host)
        {
            return false;
        }

        ReadOnlySpan<char> password = authority[(colon + 1)..host];
        if (password.StartsWith("${") || password.StartsWith("{") || !password.ContainsAnyExcept('*'))
        {
            return false;
        }

        find = new Find(start + colon + 1, start + host);
        return true;
    }
}
