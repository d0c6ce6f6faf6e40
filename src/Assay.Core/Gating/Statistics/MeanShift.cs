using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics;

/// <summary>
/// Tests of a mean of paired differences: Student's t with the variance between clusters, and below thirty of them all flips of
/// their signs. Differences that are all the same have no spread to judge by; of them the rule of three says what may have been missed.
/// </summary>
public static class MeanShift
{
    /// <summary>Fewer than these are tested exactly.</summary>
    public const int EnoughForT = 30;

    /// <summary>Grades have ties, with which the exact test finds something about half as often as its level allows.</summary>
    private const double TiesLeave = 0.5;

    /// <param name="change">How much a case changes that changes: what is taken of cases that were not seen to.</param>
    /// <param name="levels">Null: of one comparison that is made once.</param>
    /// <param name="whole">Cases that fall do so by this much, as from pass to fail, which adds to the spread; null: all by little.</param>
    /// <returns>Null where there are no values.</returns>
    public static Shift? Of(IReadOnlyList<PairedValue> values, double change, TestLevels? levels = null, double? whole = null)
    {
        levels ??= TestLevels.Single;
        if (values.Count == 0)
        {
            return null;
        }

        Unit[] units = Units(values);
        double first = values[0].Difference;
        return values.All(v => v.Difference == first) ? Uniform(first, values.Count, units.Length, change * (1 - Math.Pow(levels.Holds, 1.0 / units.Length)))
            : units.Length < EnoughForT ? ByFlips(units, levels, whole)
            : ByT(units, levels, whole);
    }

    private static Unit[] Units(IReadOnlyList<PairedValue> values)
    {
        var clusters = new Dictionary<string, Unit>(StringComparer.Ordinal);
        var units = new List<Unit>(values.Count);
        foreach ((double difference, string? cluster) in values)
        {
            if (cluster is null)
            {
                units.Add(new Unit(difference, 1));
            }
            else
            {
                Unit before = clusters.GetValueOrDefault(cluster);
                clusters[cluster] = new Unit(before.Sum + difference, before.N + 1);
            }
        }

        return [.. units, .. clusters.Values];
    }

    private static Shift ByT(Unit[] units, TestLevels levels, double? whole)
    {
        (double mean, double error) = MeanAndError(units);
        double freedom = units.Length - 1;
        double half = StudentT.InvCDF(0, 1, freedom, 1 - levels.Interval) * error;
        return new Shift
        {
            Value = mean,
            Low = mean - half,
            High = mean + half,
            N = units.Sum(u => u.N),
            Units = units.Length,
            AtLeast = mean - (StudentT.InvCDF(0, 1, freedom, 1 - levels.Holds) * error),
            WorseP = StudentT.CDF(0, 1, freedom, mean / error),
            Detectable = Seen(units, error, levels.Worse, whole),
        };
    }

    private static Shift ByFlips(Unit[] units, TestLevels levels, double? whole)
    {
        (double mean, double error) = MeanAndError(units);
        var flips = SignFlips.Of(units);
        (double low, double high) = (flips.Below(levels.Interval), flips.Above(levels.Interval));
        return new Shift
        {
            Value = mean,
            Low = double.IsFinite(low) ? low : null,
            High = double.IsFinite(high) ? high : null,
            N = units.Sum(u => u.N),
            Units = units.Length,
            AtLeast = flips.Below(levels.Holds),
            WorseP = flips.WorseP(),
            // With so few that even all of them falling would be no proof, nothing can be seen.
            Detectable = double.IsFinite(flips.Above(levels.Worse)) ? Seen(units, error, levels.Worse * TiesLeave, whole) : null,
        };
    }

    /// <param name="unseen">How much the mean may have moved by cases that were not seen to.</param>
    private static Shift Uniform(double value, long n, int units, double unseen) => new()
    {
        Value = value,
        N = n,
        Units = units,
        AtLeast = value - unseen,
        WorseP = value < 0 ? Math.Pow(0.5, units) : 1,
    };

    /// <summary>
    /// The effect that is found four times in five: t at the level, and the normal quantile of the power, widened because the spread is
    /// an estimate both here and where the effect is to be found. Of c S - t S' + Z, with S and S' estimates of 1, the variance is about
    /// 1 + (c² + t²) / 2df.
    /// </summary>
    private static double? Seen(Unit[] units, double error, double level, double? whole)
    {
        double freedom = units.Length - 1;
        double t = StudentT.InvCDF(0, 1, freedom, 1 - level);
        double z = Normal.InvCDF(0, 1, Shift.Power);
        double factor = t + z;
        double seen = factor * error;
        for (int round = 0; round < 50; round++)
        {
            factor = t + (z * Math.Sqrt(1 + (((factor * factor) + (t * t)) / (2 * freedom))) / (1 - (1 / (4 * freedom))));
            double added = whole is { } w ? Math.Max(0, seen * (w - seen)) / units.Length : 0;
            seen = factor * Math.Sqrt((error * error) + added);
        }

        return double.IsFinite(seen) && !(seen > whole) ? seen : null;
    }

    /// <summary>The variance of a mean over clusters: G / (G - 1) times the sum over them of the squared sum of deviations, over n squared.</summary>
    private static (double Mean, double Error) MeanAndError(Unit[] units)
    {
        double n = units.Sum(u => u.N);
        double mean = units.Sum(u => u.Sum) / n;
        double squares = units.Sum(u => (u.Sum - (u.N * mean)) * (u.Sum - (u.N * mean)));
        return (mean, units.Length < 2 ? double.PositiveInfinity : Math.Sqrt(squares * units.Length / (units.Length - 1)) / n);
    }
}

/// <summary>The differences of a cluster, or one that stands for itself.</summary>
internal readonly record struct Unit(double Sum, long N);
