namespace Assay.Configuring;

/// <summary>Reads what a price may say beside its three figures, in a list of prices as in <c>assay.yaml</c>.</summary>
public static class PriceFields
{
    public const double Highest = 1_000_000;

    /// <summary>USD per million tokens that are written into the prefix cache.</summary>
    public static decimal? CacheWrite(YamlSection price) => (decimal?)price.Number("cache_write", 0, Highest);

    /// <summary>The share of the price that a call in a batch costs.</summary>
    public static decimal? Batch(YamlSection section) => (decimal?)section.Number("batch", 0, 1);
}
