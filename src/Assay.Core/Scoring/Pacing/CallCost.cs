namespace Assay.Scoring.Pacing;

/// <summary>What one call took from the buckets.</summary>
/// <param name="IsOfFirstBurst">It started before the provider told of its tokens.</param>
internal readonly record struct CallCost(long EstimatedTokens, bool IsOfFirstBurst, RateDebit Requests, RateDebit Tokens);
