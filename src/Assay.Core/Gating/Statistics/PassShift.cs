using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics;

/// <summary>
/// Tests of the change of a pass rate over the same cases: Tango's score interval (1998), and McNemar's test, exact where fewer than
/// 25 cases turned.
/// </summary>
public static class PassShift
{
    private const long ExactBelow = 25;
    /// <param name="gained">Cases that failed before and pass now.</param>
    /// <param name="lost">Cases that passed before and fail now.</param>
    /// <param name="n">All cases.</param>
    /// <param name="levels">Null: of one comparison that is made once.</param>
    /// <returns>In shares, from -1 to 1; null where there are no cases.</returns>
    public static Shift? Of(long gained, long lost, long n, TestLevels? levels = null)
    {
        if (n == 0)
        {
            return null;
        }

        levels ??= TestLevels.Single;
        double z = Normal.InvCDF(0, 1, 1 - levels.Interval);
        return new Shift
        {
            Value = (double)(gained - lost) / n,
            Low = TangoInterval.Low(gained, lost, n, z),
            High = TangoInterval.High(gained, lost, n, z),
            N = n,
            Units = n,
            AtLeast = TangoInterval.Low(gained, lost, n, Normal.InvCDF(0, 1, 1 - levels.Holds)),
            WorseP = WorseP(lost, gained + lost),
            Detectable = Detectable(gained + lost, n, levels.Worse),
        };
    }

    /// <summary>How likely so many of the cases that turned turned to fail, where both ways are as likely.</summary>
    public static double WorseP(long lost, long turned) =>
        turned == 0 ? 1
        : turned < ExactBelow ? (lost == 0 ? 1 : 1 - Binomial.CDF(0.5, (int)turned, lost - 1))
        : 1 - Normal.CDF(0, 1, ((2 * lost) - turned) / Math.Sqrt(turned));

    /// <summary>The smallest share of cases turning to fail, beside those that turn either way by chance, that McNemar's test finds four times in five.</summary>
    private static double? Detectable(long turned, long n, double level)
    {
        double byChance = (double)turned / n;
        double most = 1 - byChance;
        if (most <= 0 || PowerAt(most, byChance, n, level) < Shift.Power)
        {
            return null;
        }

        (double low, double high) = (0, most);
        while (high - low > 1e-5)
        {
            double middle = (low + high) / 2;
            (low, high) = PowerAt(middle, byChance, n, level) >= Shift.Power ? (low, middle) : (middle, high);
        }

        return high;
    }

    internal static double PowerAt(double fall, double byChance, long n, double level = Shift.WorseLevel)
    {
        double turning = Math.Min(1, byChance + fall);
        double lostShare = ((byChance / 2) + fall) / turning;
        double spread = Math.Sqrt(n * turning * (1 - turning));
        long from = Math.Max(0, (long)((n * turning) - (7 * spread)) - 1);
        long to = Math.Min(n, (long)((n * turning) + (7 * spread)) + 1);
        long step = Math.Max(1, (to - from) / 400);
        double power = 0;
        for (long turned = from; turned <= to; turned += step)
        {
            double likely = step == 1 ? Binomial.PMF(turning, (int)n, (int)turned)
                : Normal.CDF(n * turning, spread, turned + (step / 2.0)) - Normal.CDF(n * turning, spread, turned - (step / 2.0));
            power += likely * (FewestToTell(turned, level) is { } fewest ? 1 - Binomial.CDF(lostShare, (int)turned, fewest - 1) : 0);
        }

        return power;
    }

    /// <summary>So many of those that turned must have turned to fail.</summary>
    private static long? FewestToTell(long turned, double level)
    {
        if (turned >= ExactBelow)
        {
            return (long)Math.Ceiling((turned + (Normal.InvCDF(0, 1, 1 - level) * Math.Sqrt(turned))) / 2);
        }

        for (long lost = turned / 2; lost <= turned; lost++)
        {
            if (WorseP(lost, turned) <= level)
            {
                return lost;
            }
        }

        return null;
    }
}
