namespace Assay.Scoring.Spending;

/// <summary>What a model costs, in USD per million tokens.</summary>
public sealed record ModelPrice(decimal Input, decimal CachedInput, decimal Output)
{
    public static readonly ModelPrice Free = new(0, 0, 0);

    /// <summary>USD for one call. Cached tokens are a part of the input tokens.</summary>
    public decimal Cost(long inputTokens, long cachedTokens, long outputTokens) =>
        ((inputTokens - cachedTokens) * Input + cachedTokens * CachedInput + outputTokens * Output) / 1_000_000m;
}
