using System.Buffers;

namespace Assay.Collecting.Redaction.Keys;

/// <summary>A private key in PEM, from its first line to its last; where the last is missing, as far as it goes.</summary>
internal sealed class PrivateKeyShape() : KeyShape("-----BEGIN ")
{
    private const int LongestLabel = 64;
    private const int LongestKey = 16 * 1024;
    private const string Dashes = "-----";

    /// <summary>Base64, line breaks, also as JSON escapes them, and the headers of encrypted keys.</summary>
    private static readonly SearchValues<char> Inside = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n \t\\:,-");

    public override bool TryRead(ReadOnlySpan<char> text, int at, out Find find)
    {
        find = default;
        ReadOnlySpan<char> label = text[(at + Prefix.Length)..];
        label = label[..Math.Min(LongestLabel, label.Length)];
        int length = label.IndexOf(Dashes);
        if (length < 0 || !label[..length].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return false;
        }

        int start = at + Prefix.Length + length + Dashes.Length;
        ReadOnlySpan<char> body = text[start..];
        body = body[..Math.Min(LongestKey, body.Length)];
        int run = body.IndexOfAnyExcept(Inside);
        body = run < 0 ? body : body[..run];
        int last = body.IndexOf("-----END ");
        int closing = last < 0 ? -1 : body[(last + "-----END ".Length)..].IndexOf(Dashes);
        find = new Find(at, start + (closing < 0 ? body.TrimEnd().Length : last + "-----END ".Length + closing + Dashes.Length));
        return true;
    }
}
