using MathNet.Numerics.Distributions;

namespace Assay.Surfacing;

/// <summary>A mean with its 95 % interval and the number of values behind it. Over no values there is no estimate.</summary>
/// <param name="Low">Null where the values allow no interval (fewer than two).</param>
public sealed record Estimate(double Mean, double? Low, double? High, long N)
{
    /// <summary>Student's t interval over independent values; clipped to the scale, which no mean can leave.</summary>
    public static Estimate? OfMean(long n, double sum, double sumOfSquares, double min, double max)
    {
        if (n == 0)
        {
            return null;
        }

        double mean = sum / n;
        if (n == 1)
        {
            return new Estimate(mean, null, null, n);
        }

        double variance = Math.Max(0, (sumOfSquares - sum * mean) / (n - 1));
        double half = StudentT.InvCDF(0, 1, n - 1, 0.975) * Math.Sqrt(variance / n);
        return new Estimate(mean, Math.Max(min, mean - half), Math.Min(max, mean + half), n);
    }
}
