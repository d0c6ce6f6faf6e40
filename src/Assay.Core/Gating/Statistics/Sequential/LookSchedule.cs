using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics.Sequential;

/// <summary>
/// One comparison that is looked at several times while its cases come in: the level that is left for each look, and what a p-value of
/// one look is worth over all of them.
/// </summary>
/// <param name="spending">How the level is spent.</param>
/// <param name="shares">Of all its cases, those that are there at each look: rising, the last of them 1.</param>
public sealed class LookSchedule(Spending spending, IReadOnlyList<double> shares)
{
    /// <summary>Above this nothing is told apart.</summary>
    private const double LargestP = 0.5;

    private const double SmallestP = 1e-12;

    private readonly Dictionary<(int Looks, double Level), double> _levels = [];
    private readonly Dictionary<double, double> _inflations = [];

    public double ShareAt(int look) => shares[look - 1];

    /// <summary>The level of a test that is made at this look as if it were the only one, so that over all looks it is wrong as often as <paramref name="level"/> says.</summary>
    public double LevelAt(int look, double level)
    {
        if (!_levels.TryGetValue((look, level), out double nominal))
        {
            _levels[(look, level)] = nominal = Normal.CDF(0, 1, -Bounds(look, level)[^1]);
        }

        return nominal;
    }

    /// <summary>
    /// The smallest level over all looks at which a test with this p-value at this look says something: a p-value that is valid whenever
    /// one stops, and so may be adjusted for several tests as others are.
    /// </summary>
    public double WorthOf(int look, double p)
    {
        p = Math.Max(p, SmallestP);
        if (look == 1)
        {
            return p >= LargestP ? 1 : Math.Min(1, spending.LevelOf(p, ShareAt(1)));
        }

        if (p >= LargestP || Nominal(LargestP) < p)
        {
            return 1;
        }

        // What is left for one look is never more than the whole level. On the scale of normal quantiles the two are nearly on a line.
        double z = Normal.InvCDF(0, 1, p);
        (double low, double high) = (z, Normal.InvCDF(0, 1, LargestP));
        (double below, double above) = (Missing(low), Missing(high));
        double at = low;
        for (int round = 0; round < 60 && high - low > 1e-7; round++)
        {
            at = round % 3 == 2 ? (low + high) / 2 : low - (below * (high - low) / (above - below));
            double missing = Missing(at);
            if (Math.Abs(missing) < 1e-8)
            {
                break;
            }

            (low, below, high, above) = missing < 0 ? (at, missing, high, above) : (low, below, at, missing);
        }

        return Normal.CDF(0, 1, at);

        double Nominal(double level) => Normal.CDF(0, 1, -Bounds(look, level)[^1]);

        double Missing(double of) => -Bounds(look, Normal.CDF(0, 1, of))[^1] - z;
    }

    /// <summary>How much larger the effect must be that is seen four times in five, because it is looked for several times.</summary>
    public double Inflation(double level)
    {
        if (!_inflations.TryGetValue(level, out double factor))
        {
            double[] bounds = Bounds(shares.Count, level);
            double single = Normal.InvCDF(0, 1, 1 - level) + Normal.InvCDF(0, 1, Shift.Power);
            (double low, double high) = (1, 3);
            while (high - low > 1e-6)
            {
                double middle = (low + high) / 2;
                (low, high) = Crossing(bounds, middle * single) >= Shift.Power ? (low, middle) : (middle, high);
            }

            _inflations[level] = factor = high;
        }

        return factor;
    }

    /// <summary>How likely a bound is crossed at any look.</summary>
    /// <param name="bounds">In standard errors, one for each look.</param>
    /// <param name="drift">The effect in standard errors of the last look.</param>
    internal double Crossing(IReadOnlyList<double> bounds, double drift)
    {
        LookDensity density = LookDensity.Start(drift);
        double crossed = 0;
        for (int i = 0; i < bounds.Count; i++)
        {
            crossed += density.Above(shares[i], bounds[i]);
            density = i + 1 < bounds.Count ? density.Below(shares[i], bounds[i]) : density;
        }

        return crossed;
    }

    /// <summary>In standard errors, one for each look up to this one.</summary>
    internal double[] Bounds(int looks, double level)
    {
        var bounds = new double[looks];
        LookDensity density = LookDensity.Start(0);
        double spent = 0;
        for (int i = 0; i < looks; i++)
        {
            double now = spending.Spent(level, shares[i]);
            bounds[i] = i == 0 ? -Normal.InvCDF(0, 1, now) : density.BoundFor(shares[i], now - spent);
            spent = now;
            density = i + 1 < looks ? density.Below(shares[i], bounds[i]) : density;
        }

        return bounds;
    }
}
