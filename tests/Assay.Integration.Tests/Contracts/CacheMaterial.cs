using Assay.Integration.Tests.Testing;
using Assay.Scoring.Caching;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Makes what a verdict cache is given.</summary>
internal static class CacheMaterial
{
    public const string Version = "0123456789abcdef";
    public const string OtherVersion = "fedcba9876543210";

    /// <summary>Keys as even as a hash, one per number.</summary>
    public static CacheKey Key(int number, ulong? material = null)
    {
        ulong high = unchecked((ulong)(number + 1) * 0x9E37_79B9_7F4A_7C15);
        return new CacheKey(new UInt128(high, ~high * 31), material ?? high ^ 1);
    }

    public static CacheReplyTimes Hour { get; } = new(SteppedClock.Start, SteppedClock.Start.AddHours(1));

    public static CacheEntry Entry(int number, string text = "{\"score\": 4}", string version = Version, CacheReplyTimes? times = null) => Entry(Key(number), text, version, times);

    public static CacheEntry Entry(CacheKey key, string text = "{\"score\": 4}", string version = Version, CacheReplyTimes? times = null) => new(
        key,
        new CachedReply
        {
            Text = text,
            Model = "judge-2026",
            JudgeVersion = version,
            CostUsd = 0.000_25m,
            SavedAt = (times ?? Hour).SavedAt,
            ExpiresAt = (times ?? Hour).ExpiresAt,
        });

    public static CacheEntry[] Entries(int first, int count, CacheReplyTimes? times = null) =>
        [.. Enumerable.Range(first, count).Select(i => Entry(i, FormattableString.Invariant($"reply {i}"), times: times))];

    internal readonly record struct CacheReplyTimes(DateTimeOffset SavedAt, DateTimeOffset ExpiresAt);
}
