using MathNet.Numerics.Distributions;

namespace Assay.Surfacing;

/// <summary>A mean with its 95 % interval and the number of values behind it. Over no values there is no estimate.</summary>
/// <param name="Low">Null where the values allow no interval: a single one, or all the same, in the middle of the scale.</param>
public sealed record Estimate(double Mean, double? Low, double? High, long N)
{
    /// <summary>Wilson's score interval for values that stand only at the two ends of their scale, as pass and fail do.</summary>
    /// <param name="effect">The design effect: the variance of the mean over that of as many independent values.</param>
    public static Estimate? OfShare(long n, long atMax, double min, double max, double effect = 1)
    {
        if (n == 0)
        {
            return null;
        }

        const double z = 1.959963984540054;
        double share = (double)atMax / n;
        double effective = n / effect;
        return new Estimate(
            min + share * (max - min),
            min + Math.Min(share, Wilson.Lower(share, effective, z)) * (max - min),
            min + Math.Max(share, Wilson.Upper(share, effective, z)) * (max - min),
            n);
    }

    /// <summary>
    /// The weighted mean of values that were drawn with different probabilities (Hajek's ratio estimator), with the interval of
    /// its linearised variance; t with n - 1 degrees of freedom. Clipped to the scale.
    /// </summary>
    public static Estimate? OfWeighted(IReadOnlyList<ScoreCount> values, double min, double max, double effect = 1)
    {
        long n = values.Sum(v => v.Count);
        if (n == 0)
        {
            return null;
        }

        double weight = values.Sum(v => v.Count * v.Weight);
        double mean = values.Sum(v => v.Count * v.Weight * v.Score) / weight;
        double squares = values.Sum(v => v.Count * v.Weight * v.Weight * (v.Score - mean) * (v.Score - mean));
        if (n == 1 || squares == 0)
        {
            return new Estimate(mean, null, null, n);
        }

        double half = StudentT.InvCDF(0, 1, Freedom(n, effect), 0.975) * Math.Sqrt(effect * squares * n / (n - 1)) / weight;
        return new Estimate(mean, Math.Max(min, mean - half), Math.Min(max, mean + half), n);
    }

    /// <summary>Student's t interval; clipped to the scale, which no mean can leave.</summary>
    public static Estimate? OfMean(long n, double sum, double sumOfSquares, double min, double max, double effect = 1)
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
        if (variance == 0)
        {
            // Equal values show no spread to judge by; an interval of no width would claim certainty.
            return new Estimate(mean, null, null, n);
        }

        double half = StudentT.InvCDF(0, 1, Freedom(n, effect), 0.975) * Math.Sqrt(effect * variance / n);
        return new Estimate(mean, Math.Max(min, mean - half), Math.Min(max, mean + half), n);
    }

    private static double Freedom(long n, double effect) => Math.Max(1, (n / effect) - 1);
}
