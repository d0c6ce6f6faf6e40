namespace Assay.Surfacing.Comparing;

/// <summary>
/// How often as large a difference of the means comes of dealing the same scores out by chance: for samples too small for anything
/// that reckons with a normal mean. Dealt 10,000 times with a fixed seed; the probability is (b + 1) / (B + 1), which is never 0.
/// </summary>
internal static class PermutationTest
{
    public const int Deals = 10_000;

    private const int Seed = 17;

    public static double P(ScoreHistogram first, ScoreHistogram second)
    {
        double[] all = [.. Scores(first), .. Scores(second)];
        int small = (int)Math.Min(first.N, second.N);
        double mean = all.Average();
        double seen = Math.Abs(Scores(first.N <= second.N ? first : second).Average() - mean);
        var random = new Random(Seed);
        int asLarge = 0;
        for (int deal = 0; deal < Deals; deal++)
        {
            double sum = 0;
            for (int i = 0; i < small; i++)
            {
                int other = random.Next(i, all.Length);
                (all[i], all[other]) = (all[other], all[i]);
                sum += all[i];
            }

            asLarge += Math.Abs((sum / small) - mean) >= seen - 1e-9 ? 1 : 0;
        }

        return (asLarge + 1.0) / (Deals + 1);
    }

    private static IEnumerable<double> Scores(ScoreHistogram scores) => scores.Counts.SelectMany(c => Enumerable.Repeat(c.Score, (int)c.Count));
}
