namespace Assay.Surfacing.Comparing;

/// <summary>What two sets of scores of one criterion differ in beside their means.</summary>
public sealed record Contrast
{
    /// <summary>With fewer scores on a side, chance is dealt out instead of reckoned with.</summary>
    private const long FewestForRanks = 50;

    /// <summary>And with more together it would take too long.</summary>
    private const long MostDealt = 1_000_000;

    /// <summary>Whether the second tends to be higher, by ranks; of few scores, by dealing them out. Two-sided; null where all are the same.</summary>
    public required double? P { get; init; }

    /// <summary>How often a score of the second is higher than one of the first, ties counted half.</summary>
    public required double Higher { get; init; }

    /// <summary>Cliff's delta.</summary>
    public required double CliffsDelta { get; init; }

    /// <summary>The difference of the means in standard deviations, corrected for small samples; null without spread.</summary>
    public required double? HedgesG { get; init; }

    /// <summary>Whether scores are spread otherwise, by chi-square; null where there are too few.</summary>
    public required double? ShapeP { get; init; }

    /// <returns>Null where one of the two has no scores, or they were drawn with different probabilities.</returns>
    public static Contrast? Between(ScoreHistogram? first, ScoreHistogram? second)
    {
        if (first is null || second is null || first.IsWeighted || second.IsWeighted || RankTest.Of(first, second) is not { } ranks)
        {
            return null;
        }

        bool isSmall = Math.Min(first.N, second.N) < FewestForRanks && first.N + second.N <= MostDealt;
        return new Contrast
        {
            P = ranks.P is null ? null : isSmall ? PermutationTest.P(first, second) : ranks.P,
            Higher = ranks.Higher,
            CliffsDelta = ranks.Delta,
            HedgesG = HedgesGOf(first, second),
            ShapeP = ShapeTest.P(first, second),
        };
    }

    /// <summary>(m2 - m1) / s x (1 - 3 / (4 (n1 + n2 - 2) - 1)), s the standard deviation of both together.</summary>
    private static double? HedgesGOf(ScoreHistogram first, ScoreHistogram second)
    {
        double freedom = first.N + second.N - 2;
        (double mean1, double squares1) = Moments(first);
        (double mean2, double squares2) = Moments(second);
        double sd = Math.Sqrt((squares1 + squares2) / freedom);
        return freedom > 0 && sd > 0 ? (mean2 - mean1) / sd * (1 - (3 / ((4 * freedom) - 1))) : null;
    }

    private static (double Mean, double Squares) Moments(ScoreHistogram scores)
    {
        double mean = scores.Counts.Sum(c => c.Score * c.Count) / scores.N;
        return (mean, scores.Counts.Sum(c => c.Count * (c.Score - mean) * (c.Score - mean)));
    }
}
