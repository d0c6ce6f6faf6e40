namespace Assay.Surfacing;

/// <summary>The ends of Wilson's score interval (1927) of a share.</summary>
internal static class Wilson
{
    /// <param name="n">Independent values; need not be whole.</param>
    /// <param name="z">Of the normal distribution: 1.96 for 95 %, two-sided.</param>
    public static double Lower(double share, double n, double z) => Math.Max(0, (Centre(share, n, z) - Half(share, n, z)) / (1 + (z * z / n)));

    /// <inheritdoc cref="Lower"/>
    public static double Upper(double share, double n, double z) => Math.Min(1, (Centre(share, n, z) + Half(share, n, z)) / (1 + (z * z / n)));

    private static double Centre(double share, double n, double z) => share + (z * z / (2 * n));

    private static double Half(double share, double n, double z) => z * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n)));
}
