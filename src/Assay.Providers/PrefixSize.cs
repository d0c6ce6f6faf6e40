using System.Text;

namespace Assay.Providers;

/// <summary>How long a common beginning must be for a provider to cache it.</summary>
internal static class PrefixSize
{
    private const int Usual = 1024;

    /// <summary>Low, so that a beginning near the limit is marked: what turns out too short is neither cached nor charged.</summary>
    private const int BytesPerToken = 3;

    /// <summary>By the beginning of a model's name; the first that fits. As the vendor's pages said in 2026.</summary>
    private static readonly (string Model, int Tokens)[] Least =
    [
        ("claude-haiku-4", 4096), ("claude-opus-4-5", 4096), ("claude-opus-4-6", 4096), ("claude-opus-4-7", 4096), ("claude-opus-4-8", 4096),
        ("claude-sonnet-4-6", 2048), ("claude-3-haiku", 2048), ("claude-3-5-haiku", 2048),
    ];

    public static bool Reaches(string model, string prefix)
    {
        int least = Usual;
        foreach ((string name, int tokens) in Least)
        {
            if (model.StartsWith(name, StringComparison.Ordinal))
            {
                least = tokens;
                break;
            }
        }

        // No character takes less than a byte or more than three.
        return prefix.Length >= least * BytesPerToken
               || (prefix.Length >= least && Encoding.UTF8.GetByteCount(prefix) >= least * BytesPerToken);
    }
}
