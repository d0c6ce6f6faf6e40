using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics;

/// <summary>Tests of a pass rate against one that must be held: Wilson's interval, and the exact binomial test.</summary>
public static class RateShift
{
    private const double Z975 = 1.959963984540054;
    private const double Z95 = 1.6448536269514722;

    /// <param name="bar">The rate to hold, from 0 to 1.</param>
    /// <param name="level">Of the test that a fall is to be seen by.</param>
    /// <returns>The rate less the bar; null where there are no cases.</returns>
    public static Shift? Of(long passed, long n, double bar, double level = Shift.WorseLevel) => n == 0 ? null : new Shift
    {
        Value = ((double)passed / n) - bar,
        Low = Wilson.Lower((double)passed / n, n, Z975) - bar,
        High = Wilson.Upper((double)passed / n, n, Z975) - bar,
        N = n,
        Units = n,
        AtLeast = Wilson.Lower((double)passed / n, n, Z95) - bar,
        WorseP = Binomial.CDF(bar, (int)n, passed),
        Detectable = Detectable(n, bar, level),
    };

    private static double? Detectable(long n, double bar, double level)
    {
        // So many passed at most where the test says that the rate fell.
        (long most, long beyond) = (-1, n);
        while (most < beyond)
        {
            long middle = (most + beyond + 1) / 2;
            (most, beyond) = Binomial.CDF(bar, (int)n, middle) <= level ? (middle, beyond) : (most, middle - 1);
        }

        if (most < 0)
        {
            return null;
        }

        (double low, double high) = (0, bar);
        while (high - low > 1e-5)
        {
            double middle = (low + high) / 2;
            (low, high) = Binomial.CDF(bar - middle, (int)n, most) >= Shift.Power ? (low, middle) : (middle, high);
        }

        return high;
    }
}
