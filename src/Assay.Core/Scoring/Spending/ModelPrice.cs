namespace Assay.Scoring.Spending;

/// <summary>What a model costs, in USD per million tokens.</summary>
public sealed record ModelPrice(decimal Input, decimal CachedInput, decimal Output)
{
    public static readonly ModelPrice Free = new(0, 0, 0);

    /// <summary>Of input that the provider writes into its prefix cache; null where that costs no more than other input.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>What the same call costs in a batch, as a share of this price; null where none is known to be lower.</summary>
    public decimal? Batch { get; init; }

    /// <summary>USD for one call. Cached and written tokens are parts of the input tokens.</summary>
    public decimal Cost(long inputTokens, long cachedTokens, long outputTokens, long writtenTokens = 0) =>
        ((inputTokens - cachedTokens - writtenTokens) * Input + cachedTokens * CachedInput + writtenTokens * (CacheWrite ?? Input) + outputTokens * Output) / 1_000_000m;

    /// <summary>USD that a call cannot exceed, whatever of its prompt the provider writes into its cache.</summary>
    public decimal MostCost(long inputTokens, long outputTokens) =>
        (inputTokens * Math.Max(Input, CacheWrite ?? 0) + outputTokens * Output) / 1_000_000m;

    /// <summary>The price of a call in a batch; the same where none is known to be lower.</summary>
    public ModelPrice InBatch() => Batch is { } share
        ? new ModelPrice(Input * share, CachedInput * share, Output * share) { CacheWrite = CacheWrite * share }
        : this;
}
