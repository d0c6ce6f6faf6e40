namespace Assay.Gating.Statistics;

/// <summary>
/// The score interval for the difference of two proportions of the same cases: Tango (1998), "Equivalence test and confidence interval
/// for the difference in proportions for the paired-sample design", Statistics in Medicine 17, 891-908.
/// </summary>
internal static class TangoInterval
{
    public static double Low(long gained, long lost, long n, double z) => -High(lost, gained, n, z);

    public static double High(long gained, long lost, long n, double z)
    {
        (double low, double high) = ((double)(gained - lost) / n, 1);
        while (high - low > 1e-12)
        {
            double middle = (low + high) / 2;
            (low, high) = Score(gained, lost, n, middle) >= -z ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>How many standard errors the difference that was seen is above one that is supposed.</summary>
    internal static double Score(double gained, double lost, double n, double supposed)
    {
        double b = (((2 * n) - gained + lost) * supposed) - gained - lost;
        double c = -lost * supposed * (1 - supposed);
        double lostShare = (Math.Sqrt(Math.Max(0, (b * b) - (8 * n * c))) - b) / (4 * n);
        double variance = n * ((2 * lostShare) + (supposed * (1 - supposed)));
        double above = gained - lost - (n * supposed);
        return variance > 0 ? above / Math.Sqrt(variance) : above == 0 ? 0 : above > 0 ? double.PositiveInfinity : double.NegativeInfinity;
    }
}
