using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Intervals;

/// <summary>
/// Bias-corrected and accelerated bootstrap intervals (Efron 1987) of statistics of a sample in which many rows are alike: a resample is
/// how often each distinct row was drawn. Where rows belong to clusters, whole clusters are drawn. The seed is fixed: the same data
/// give the same interval.
/// </summary>
/// <param name="patternOf">For each item, the number of its distinct row.</param>
/// <param name="clusterOf">For each item, the number of its cluster; null: items are independent.</param>
public sealed class Bootstrap(IReadOnlyList<int> patternOf, IReadOnlyList<int>? clusterOf = null)
{
    public const int Replicates = 2_000;
    private const int Seed = 20_240_817;
    private const double MostUndefined = 0.1;
    private static readonly double HalfWidth = Normal.InvCDF(0, 1, 0.975);

    private readonly int _patterns = patternOf.Count == 0 ? 0 : patternOf.Max() + 1;

    /// <summary>Each statistic of the sample with its interval; one that has no value for the sample is not resampled.</summary>
    public IReadOnlyList<NamedMeasure> Measure(IReadOnlyList<(string Name, Func<int[], Statistic> Of)> statistics)
    {
        int[] all = Counts();
        Statistic[] points = [.. statistics.Select(s => s.Of(all))];
        int[] defined = [.. Enumerable.Range(0, points.Length).Where(i => points[i].IsDefined)];
        IReadOnlyList<(double, double)?> intervals = Intervals([.. defined.Select(i => statistics[i].Of)]);
        return [.. statistics.Select((s, i) => new NamedMeasure(s.Name, Measured.Of(points[i], points[i].IsDefined ? intervals[Array.IndexOf(defined, i)] : null, patternOf.Count)))];
    }

    /// <summary>The 95 % interval of each statistic, all from the same resamples; null where resamples show no spread or too often no value.</summary>
    /// <param name="statistics">Each takes how often every distinct row occurs.</param>
    public IReadOnlyList<(double Low, double High)?> Intervals(IReadOnlyList<Func<int[], Statistic>> statistics)
    {
        int[][] units = Units();
        if (units.Length < 2 || statistics.Count == 0)
        {
            return new (double, double)?[statistics.Count];
        }

        var replicates = new List<double>[statistics.Count];
        for (int s = 0; s < replicates.Length; s++)
        {
            replicates[s] = new List<double>(Replicates);
        }

        var random = new Random(Seed);
        int[] counts = new int[_patterns];
        for (int r = 0; r < Replicates; r++)
        {
            Draw(random, units, counts);

            for (int s = 0; s < replicates.Length; s++)
            {
                if (statistics[s](counts) is { IsDefined: true } value)
                {
                    replicates[s].Add(value.Value);
                }
            }
        }

        return [.. statistics.Select((statistic, s) => Interval(replicates[s], statistic, units))];
    }

    private (double Low, double High)? Interval(List<double> replicates, Func<int[], Statistic> statistic, int[][] units)
    {
        int[] all = Counts();
        if (replicates.Count < Replicates * (1 - MostUndefined) || statistic(all) is not { IsDefined: true } point)
        {
            return null;
        }

        replicates.Sort();
        if (replicates[^1] - replicates[0] < 1e-12)
        {
            return null;
        }

        // What is as large as the estimate itself counts half: labels have few values, and ties are many.
        double below = replicates.Sum(v => Math.Abs(v - point.Value) < 1e-12 ? 0.5 : v < point.Value ? 1 : 0) / replicates.Count;
        double bias = Normal.InvCDF(0, 1, Math.Clamp(below, 0.5 / replicates.Count, 1 - (0.5 / replicates.Count)));
        double acceleration = Acceleration(statistic, all, units);
        return (Quantile(replicates, Level(bias, acceleration, -HalfWidth)), Quantile(replicates, Level(bias, acceleration, HalfWidth)));
    }

    private static double Level(double bias, double acceleration, double z)
    {
        double shifted = bias + z;
        double denominator = 1 - (acceleration * shifted);
        return denominator <= 0 ? (z < 0 ? 0 : 1) : Normal.CDF(0, 1, bias + (shifted / denominator));
    }

    /// <summary>By leaving one unit out; units that are alike are left out once.</summary>
    private static double Acceleration(Func<int[], Statistic> statistic, int[] all, int[][] units)
    {
        var values = new List<(double Value, int Times)>();
        foreach (IGrouping<string, int[]> alike in units.GroupBy(u => u.Length == 1 ? $"{u[0]}" : string.Join(',', u.Order())))
        {
            int[] without = [.. all];
            foreach (int pattern in alike.First())
            {
                without[pattern]--;
            }

            if (statistic(without) is { IsDefined: true } value)
            {
                values.Add((value.Value, alike.Count()));
            }
        }

        double n = values.Sum(v => v.Times);
        double mean = values.Sum(v => v.Value * v.Times) / Math.Max(1, n);
        double squares = values.Sum(v => v.Times * (mean - v.Value) * (mean - v.Value));
        return squares <= 0 ? 0 : values.Sum(v => v.Times * Math.Pow(mean - v.Value, 3)) / (6 * Math.Pow(squares, 1.5));
    }

    private static double Quantile(List<double> sorted, double level)
    {
        double at = level * (sorted.Count - 1);
        int below = (int)Math.Floor(at);
        return below + 1 >= sorted.Count ? sorted[^1] : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }

    private static void Draw(Random random, int[][] units, int[] counts)
    {
        Array.Clear(counts);
        for (int draw = 0; draw < units.Length; draw++)
        {
            foreach (int pattern in units[random.Next(units.Length)])
            {
                counts[pattern]++;
            }
        }
    }

    private int[] Counts()
    {
        int[] counts = new int[_patterns];
        foreach (int pattern in patternOf)
        {
            counts[pattern]++;
        }

        return counts;
    }

    private int[][] Units() => clusterOf is null
        ? [.. patternOf.Select(p => new[] { p })]
        : [.. patternOf.Select((pattern, item) => (pattern, Cluster: clusterOf[item])).GroupBy(i => i.Cluster).Select(c => c.Select(i => i.pattern).ToArray())];
}
