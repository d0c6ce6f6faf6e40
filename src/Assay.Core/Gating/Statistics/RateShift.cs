using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics;

/// <summary>Tests of a pass rate against one that must be held: Wilson's interval, and the exact binomial test.</summary>
public static class RateShift
{
    /// <param name="bar">The rate to hold, from 0 to 1.</param>
    /// <param name="levels">Null: of one comparison that is made once.</param>
    /// <returns>The rate less the bar; null where there are no cases.</returns>
    public static Shift? Of(long passed, long n, double bar, TestLevels? levels = null)
    {
        if (n == 0)
        {
            return null;
        }

        levels ??= TestLevels.Single;
        double rate = (double)passed / n;
        double z = Normal.InvCDF(0, 1, 1 - levels.Interval);
        return new Shift
        {
            Value = rate - bar,
            Low = Wilson.Lower(rate, n, z) - bar,
            High = Wilson.Upper(rate, n, z) - bar,
            N = n,
            Units = n,
            AtLeast = Wilson.Lower(rate, n, Normal.InvCDF(0, 1, 1 - levels.Holds)) - bar,
            WorseP = Binomial.CDF(bar, (int)n, passed),
            Detectable = Detectable(n, bar, levels.Worse),
        };
    }

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
