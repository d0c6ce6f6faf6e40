namespace Assay.Calibrating.Intervals;

/// <summary>Intervals of correlations by Fisher's z transformation.</summary>
public static class FisherInterval
{
    private const double Z = 1.959963984540054;

    /// <summary>Of Pearson's correlation: standard error 1 / sqrt(n - 3). Null for fewer than 4 values, and where the values lie on a line.</summary>
    public static (double Low, double High)? OfPearson(double r, long n) => Of(r, n, 1);

    /// <summary>Of Spearman's: standard error sqrt((1 + r² / 2) / (n - 3)) (Bonett and Wright 2000).</summary>
    public static (double Low, double High)? OfSpearman(double r, long n) => Of(r, n, 1 + (r * r / 2));

    /// <summary>Of Kendall's: standard error sqrt(0.437 / (n - 4)) (Fieller, Hartley and Pearson 1957).</summary>
    public static (double Low, double High)? OfKendall(double tau, long n) => n < 5 ? null : Of(tau, n, 0.437 * (n - 3) / (n - 4));

    private static (double, double)? Of(double r, long n, double variance)
    {
        if (n < 4 || Math.Abs(r) >= 1 - 1e-12)
        {
            return null;
        }

        double half = Z * Math.Sqrt(variance / (n - 3));
        return (Math.Tanh(Math.Atanh(r) - half), Math.Tanh(Math.Atanh(r) + half));
    }
}
