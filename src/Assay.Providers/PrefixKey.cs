using System.Security.Cryptography;
using System.Text;

namespace Assay.Providers;

/// <summary>A short name for a common beginning of prompts. The one used last is kept, as a judge sends it again and again.</summary>
internal sealed class PrefixKey
{
    private const int Bytes = 8;

    private Named? _last;

    public string Of(string prefix)
    {
        Named? last = _last;
        if (last?.Prefix != prefix)
        {
            _last = last = new Named(prefix, $"assay-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prefix)).AsSpan(0, Bytes))}");
        }

        return last.Key;
    }

    private sealed record Named(string Prefix, string Key);
}
