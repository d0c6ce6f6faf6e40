namespace Assay.Scoring.Batching;

/// <summary>The attempts of one lane, added up. What was lost with a process is of the live lane, and what a given-up batch held of the other.</summary>
public sealed record LaneSums(long Attempts, decimal CostUsd, long InputTokens, long CachedTokens, long CacheWriteTokens, long OutputTokens);
