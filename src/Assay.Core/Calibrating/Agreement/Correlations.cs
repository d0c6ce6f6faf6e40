using Assay.Calibrating.Intervals;

namespace Assay.Calibrating.Agreement;

/// <summary>Pearson's, Spearman's and Kendall's (tau-b) correlation.</summary>
public static class Correlations
{
    private const int MostResampled = 2_000;
    private const string Few = "fewer than 3 items";
    private const string Constant = "one of the two is the same for every item: a constant does not correlate";

    public static Statistic Pearson(PairedScores scores, int[] counts) => Pearson(scores.X, scores.Y, counts);

    /// <summary>Pearson's of the ranks; equal values share the mean of their ranks.</summary>
    public static Statistic Spearman(PairedScores scores, int[] counts) => Spearman(scores.X, scores.Y, counts);

    public static Statistic Spearman(double[] x, double[] y, int[] counts) => Pearson(Ranks(x, counts), Ranks(y, counts), counts);

    /// <summary>(C - D) / sqrt((C + D + Tx) (C + D + Ty)), in n log n steps (Knight 1966).</summary>
    public static Statistic KendallB(PairedScores scores, int[] counts)
    {
        int[] order = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0)];
        Array.Sort(order, (a, b) => scores.X[a].CompareTo(scores.X[b]) is not 0 and var byX ? byX : scores.Y[a].CompareTo(scores.Y[b]));
        double[] y = [.. order.Select(i => scores.Y[i])];
        long[] weights = [.. order.Select(i => (long)counts[i])];
        double n = weights.Sum();
        if (n < 3)
        {
            return Statistic.Undefined(Few);
        }

        double pairs = n * (n - 1) / 2;
        double tiedX = Tied(order, weights, (a, b) => scores.X[a] == scores.X[b]);
        double tiedBoth = Tied(order, weights, (a, b) => scores.X[a] == scores.X[b] && scores.Y[a] == scores.Y[b]);
        double discordant = Inversions(y, weights, 0, y.Length, new double[y.Length], new long[y.Length]);
        // Now y is sorted, with its weights.
        double tiedY = Tied([.. Enumerable.Range(0, y.Length)], weights, (a, b) => y[a] == y[b]);
        double product = (pairs - tiedX) * (pairs - tiedY);
        return product <= 0 ? Statistic.Undefined(Constant) : Statistic.Of((pairs - tiedX - tiedY + tiedBoth - (2 * discordant)) / Math.Sqrt(product));
    }

    /// <summary>With Fisher's interval, or that of the cluster bootstrap.</summary>
    public static Measured MeasuredPearson(PairedScores scores) => scores.IsClustered
        ? scores.Measure([("pearson", Pearson)])[0].Value
        : Pearson(scores, scores.Counts) is var r && r.IsDefined ? Measured.Of(r, FisherInterval.OfPearson(r.Value, scores.N), scores.N) : Measured.Of(r, null, scores.N);

    /// <summary>With the interval of Bonett and Wright, or that of the cluster bootstrap.</summary>
    public static Measured MeasuredSpearman(PairedScores scores) => scores.IsClustered
        ? scores.Measure([("spearman", Spearman)])[0].Value
        : Spearman(scores, scores.Counts) is var r && r.IsDefined ? Measured.Of(r, FisherInterval.OfSpearman(r.Value, scores.N), scores.N) : Measured.Of(r, null, scores.N);

    /// <summary>With the bootstrap's interval; of very many different pairs that takes minutes and Fieller's says the same.</summary>
    public static Measured MeasuredKendall(PairedScores scores) => scores.Counts.Length <= MostResampled || scores.IsClustered
        ? scores.Measure([("kendall_tau_b", KendallB)])[0].Value
        : KendallB(scores, scores.Counts) is var tau && tau.IsDefined ? Measured.Of(tau, FisherInterval.OfKendall(tau.Value, scores.N), scores.N) : Measured.Of(tau, null, scores.N);

    private static Statistic Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> counts)
    {
        Moments moments = Moments.Of(x, y, counts);
        return moments.N < 3 ? Statistic.Undefined(Few)
            : moments.IsConstantX || moments.IsConstantY ? Statistic.Undefined(Constant)
            : Statistic.Of(Math.Clamp(moments.Sxy / Math.Sqrt(moments.Sxx * moments.Syy), -1, 1));
    }

    private static double[] Ranks(double[] values, int[] counts)
    {
        var ranks = new double[values.Length];
        double before = 0;
        foreach (IGrouping<double, int> equal in Enumerable.Range(0, values.Length).GroupBy(i => values[i]).OrderBy(g => g.Key))
        {
            double size = equal.Sum(i => counts[i]);
            foreach (int i in equal)
            {
                ranks[i] = before + ((size + 1) / 2);
            }

            before += size;
        }

        return ranks;
    }

    /// <summary>Pairs that are equal, of which equal ones stand side by side.</summary>
    private static double Tied(int[] order, long[] weights, Func<int, int, bool> areEqual)
    {
        double tied = 0;
        for (int i = 0; i < order.Length;)
        {
            int start = i;
            double size = 0;
            for (; i < order.Length && areEqual(order[start], order[i]); i++)
            {
                size += weights[i];
            }

            tied += size * (size - 1) / 2;
        }

        return tied;
    }

    /// <summary>Sorts y with its weights and counts the pairs that stood the wrong way round.</summary>
    private static double Inversions(double[] y, long[] weights, int from, int to, double[] spareY, long[] spareWeights)
    {
        if (to - from < 2)
        {
            return 0;
        }

        int middle = (from + to) / 2;
        double inversions = Inversions(y, weights, from, middle, spareY, spareWeights) + Inversions(y, weights, middle, to, spareY, spareWeights);
        double left = 0;
        for (int i = from; i < middle; i++)
        {
            left += weights[i];
        }

        for ((int a, int b, int at) = (from, middle, from); at < to; at++)
        {
            bool takeLeft = b >= to || (a < middle && y[a] <= y[b]);
            int taken = takeLeft ? a++ : b++;
            if (takeLeft)
            {
                left -= weights[taken];
            }
            else
            {
                inversions += left * weights[taken];
            }

            (spareY[at], spareWeights[at]) = (y[taken], weights[taken]);
        }

        Array.Copy(spareY, from, y, from, to - from);
        Array.Copy(spareWeights, from, weights, from, to - from);
        return inversions;
    }
}
