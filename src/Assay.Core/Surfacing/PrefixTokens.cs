using System.Globalization;
using Assay.Scoring.Judging;

namespace Assay.Surfacing;

/// <summary>Which of a call's input tokens came from the provider's prefix cache, and which were written into it, for people.</summary>
public static class PrefixTokens
{
    /// <returns>In brackets; empty where there were none.</returns>
    public static string Of(Attempt attempt)
    {
        string[] parts =
        [
            .. attempt.CachedTokens > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{attempt.CachedTokens} cached")] : Array.Empty<string>(),
            .. attempt.CacheWriteTokens > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{attempt.CacheWriteTokens} written to the prefix cache")] : Array.Empty<string>(),
        ];
        return parts.Length > 0 ? $" ({string.Join(", ", parts)})" : "";
    }
}
