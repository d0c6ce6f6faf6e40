using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Intervals;

/// <summary>Exact bounds and tests of a binomial count.</summary>
public static class ExactBinomial
{
    /// <summary>The largest probability under which so few successes still happen with at least <paramref name="delta"/> (Clopper and Pearson 1934).</summary>
    public static double UpperBound(long successes, long n, double delta) =>
        n == 0 || successes >= n ? 1 : Beta.InvCDF(successes + 1, n - successes, 1 - delta);

    /// <summary>McNemar's exact test: how likely a split of the discordant pairs as uneven as this is, were both sides as likely.</summary>
    public static double McNemar(long first, long second)
    {
        long n = first + second;
        return n == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, checked((int)n), Math.Min(first, second)));
    }
}
