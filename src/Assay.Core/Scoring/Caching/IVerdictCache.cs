namespace Assay.Scoring.Caching;

/// <summary>
/// Keeps replies for later questions. A cache only ever saves time and money: one that cannot be read gives misses, one that
/// cannot be written forgets, and both are told once through <see cref="Trouble"/>. No method throws for trouble with the store.
/// Safe to call from many threads.
/// </summary>
public interface IVerdictCache : IAsyncDisposable
{
    /// <summary>What is wrong with the store, for people; null while all is well.</summary>
    string? Trouble { get; }

    /// <summary>One reply per key, in their order; null where there is none or it has expired.</summary>
    ValueTask<IReadOnlyList<CachedReply?>> FindAsync(IReadOnlyList<CacheKey> keys, CancellationToken cancellationToken);

    /// <summary>Saves all of them or, on trouble, any part. An entry under a key that is already there replaces it.</summary>
    ValueTask SaveAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken);

    /// <summary>What the store holds.</summary>
    ValueTask<CacheStats> StatsAsync(CancellationToken cancellationToken);

    /// <summary>Removes entries; how many.</summary>
    /// <param name="judgeVersion">Only those of this judge version; null: of all.</param>
    /// <param name="expiredOnly">Only those whose time is over.</param>
    ValueTask<long> ClearAsync(string? judgeVersion, bool expiredOnly, CancellationToken cancellationToken);

    /// <summary>Removes the entries of these questions, so that nothing of their replies is left in the store.</summary>
    /// <returns>False where the store is in trouble, and some may be left.</returns>
    ValueTask<bool> RemoveAsync(IReadOnlyList<UInt128> questions, CancellationToken cancellationToken);

    /// <summary>Why a question is a hit or a miss.</summary>
    ValueTask<CacheInspection> InspectAsync(CacheKey key, CancellationToken cancellationToken);
}

/// <param name="Entries">Those that are still good.</param>
/// <param name="Expired">Those whose time is over, not yet removed.</param>
/// <param name="Bytes">Size of the store; null where it cannot tell.</param>
/// <param name="WorthUsd">What the calls behind the good entries cost.</param>
/// <param name="ByJudgeVersion">Good entries by judge version, most first; empty where the store cannot tell.</param>
public sealed record CacheStats(long Entries, long Expired, long? Bytes, decimal WorthUsd, DateTimeOffset? OldestSavedAt, IReadOnlyList<(string JudgeVersion, long Entries)> ByJudgeVersion);

/// <param name="Reply">The entry under the key, also an expired one; null where there is none.</param>
/// <param name="OtherVersions">Other judge versions that hold a reply about the same material; empty where there are none or the store cannot tell.</param>
public sealed record CacheInspection(CachedReply? Reply, bool Expired, IReadOnlyList<string> OtherVersions);
