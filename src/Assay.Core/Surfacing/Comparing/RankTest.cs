using MathNet.Numerics.Distributions;

namespace Assay.Surfacing.Comparing;

/// <summary>Whether the scores of one sample tend to be higher than those of another: Wilcoxon, Mann and Whitney, with ties and continuity corrected. From counts, at a cost that does not depend on how many scores there are.</summary>
/// <param name="Higher">How often a score of the second is higher than one of the first, ties counted half.</param>
/// <param name="P">Two-sided; null where all scores are the same.</param>
public sealed record RankTest(double Higher, double? P)
{
    /// <summary>Cliff's delta: how much oftener a score of the second is higher than lower; -1 to 1.</summary>
    public double Delta => (2 * Higher) - 1;

    /// <returns>Null where one of the two has no scores.</returns>
    public static RankTest? Of(ScoreHistogram first, ScoreHistogram second)
    {
        (double n, double m) = (first.N, second.N);
        if (n == 0 || m == 0)
        {
            return null;
        }

        (double below, double u, double ties) = (0, 0, 0);
        foreach ((double a, double b) in Paired(first, second))
        {
            u += b * (below + (a / 2));
            below += a;
            ties += Math.Pow(a + b, 3) - (a + b);
        }

        double all = n + m;
        double variance = n * m / 12 * (all + 1 - (ties / (all * (all - 1)))) * Math.Max(first.DesignEffect, second.DesignEffect);
        double distance = Math.Max(0, Math.Abs(u - (n * m / 2)) - 0.5);
        return new RankTest(u / (n * m), variance > 0 ? Math.Min(1, 2 * Normal.CDF(0, 1, -distance / Math.Sqrt(variance))) : null);
    }

    /// <summary>How often each score was given in both, from the lowest on.</summary>
    internal static IEnumerable<(double First, double Second)> Paired(ScoreHistogram first, ScoreHistogram second) =>
        from score in first.Counts.Concat(second.Counts).Select(c => c.Score).Distinct().Order()
        select ((double)first.Counts.Where(c => c.Score == score).Sum(c => c.Count), (double)second.Counts.Where(c => c.Score == score).Sum(c => c.Count));
}
