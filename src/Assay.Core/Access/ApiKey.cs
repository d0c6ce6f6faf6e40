using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Assay.Access;

/// <summary>A key as it is kept: enough to recognise it, not to use it.</summary>
/// <param name="Prefix">How the key begins, so that people can tell which one they hold.</param>
/// <param name="Hash">SHA-256 of the key.</param>
public sealed record ApiKey(string Name, string Prefix, byte[] Hash, IReadOnlyList<Scope> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public const int LongestName = 100;

    private const string Mark = "assay_";
    private const int SecretBytes = 32;
    private const int PrefixLength = 12;

    /// <summary>Makes a key of 256 random bits. The text is given out once and kept nowhere.</summary>
    public static (string Text, ApiKey Key) Create(string name, IReadOnlyList<Scope> scopes, DateTimeOffset now)
    {
        string text = Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (text, new ApiKey(name, text[..PrefixLength], HashOf(text), scopes, now, RevokedAt: null));
    }

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public bool Allows(Scope scope) => RevokedAt is null && (Scopes.Contains(scope) || Scopes.Contains(Scope.Admin));
}
