namespace Assay.Scoring.Caching;

/// <summary>A judge's reply that gave a verdict, kept so that the same question need not be paid again. It is read anew when it is used.</summary>
public sealed record CachedReply
{
    /// <summary>As the model wrote it; of a judge whose scores are weighted, with what its tokens said behind it.</summary>
    public required string Text { get; init; }

    /// <summary>The model that answered, as its provider names it.</summary>
    public string? Model { get; init; }

    /// <summary>The 16 hex digits of the judge version that asked; of an answer that is to be judged, those of what gave it.</summary>
    public required string JudgeVersion { get; init; }

    /// <summary>What the call cost: a hit saves as much.</summary>
    public required decimal CostUsd { get; init; }

    public required DateTimeOffset SavedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A reply on its way into the cache.</summary>
public sealed record CacheEntry(CacheKey Key, CachedReply Reply);
