using Assay.Scoring.Spending;

namespace Assay.Scoring.Batching;

/// <summary>The attempts of one lane, added up. What was lost with a process is of the live lane, save what a batch held that was given up.</summary>
public sealed record LaneSums(long Attempts, decimal CostUsd, long InputTokens, long CachedTokens, long OutputTokens)
{
    /// <summary>What the same tokens cost at another price.</summary>
    public decimal CostAt(ModelPrice price) => price.Cost(InputTokens, CachedTokens, OutputTokens);
}
