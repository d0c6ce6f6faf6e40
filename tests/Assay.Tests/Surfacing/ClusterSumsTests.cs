using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Surfacing;

public sealed class ClusterSumsTests
{
    [Fact]
    public void The_design_effect_is_the_clustered_variance_over_that_of_independent_scores()
    {
        double[][] clusters = [[1, 2, 1], [4, 5], [3, 3, 3, 2], [5]];
        double[] all = [.. clusters.SelectMany(c => c)];
        double mean = all.Average();
        double clustered = clusters.Sum(c => Math.Pow(c.Sum(x => x - mean), 2)) / (all.Length * all.Length) * 4 / 3;
        double independent = all.Sum(x => (x - mean) * (x - mean)) / (all.Length - 1) / all.Length;

        Assert.Equal(clustered / independent, Sums(clusters).DesignEffect(), 12);
        Assert.Equal(1 + (0.5 * ((clustered / independent) - 1)), Sums(clusters).DesignEffect(share: 0.5), 12);
    }

    [Fact]
    public void Scores_of_which_each_cluster_has_one_are_independent() => Assert.Equal(1, Sums([[1], [5], [3]]).DesignEffect());

    [Fact]
    public void An_interval_is_never_made_narrower_than_that_of_independent_scores() => Assert.Equal(1, Sums([[1, 5], [5, 1], [2, 4]]).DesignEffect());

    [Fact]
    public void One_cluster_tells_nothing_of_how_clusters_differ() => Assert.Equal(1, Sums([[1, 1, 5]]).DesignEffect());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_interval_covers_the_mean_as_often_as_it_says_where_users_differ(bool areShares)
    {
        const int trials = 1_000;
        var random = new Random(11);
        int covered = 0;
        int coveredWithout = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            double[][] users = [.. Enumerable.Range(0, 120).Select(_ => User(random, areShares))];
            var counts = users.SelectMany(u => u).GroupBy(s => s).OrderBy(g => g.Key).Select(g => new ScoreCount(g.Key, g.Count())).ToList();
            var scores = new ScoreHistogram("overall", areShares ? 0 : 1, areShares ? 1 : 5, counts);
            double truth = areShares ? 0.5 : 3;
            coveredWithout += Covers(scores.Mean()!, truth);
            covered += Covers((scores with { DesignEffect = Sums(users).DesignEffect() }).Mean()!, truth);
        }

        Assert.InRange(covered / (double)trials, 0.925, 0.97);
        Assert.True(coveredWithout < 0.8 * trials, $"{coveredWithout}");
    }

    /// <summary>Scores around a mean of the user's own, in all around the middle of the scale.</summary>
    private static double[] User(Random random, bool areShares)
    {
        double own = Normal.Sample(random, 0, 1);
        return [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => Normal.Sample(random, own, 1)).Select(x => areShares ? (x > 0 ? 1 : 0) : Math.Clamp(Math.Round(3 + x), 1, 5))];
    }

    private static int Covers(Estimate estimate, double truth) => estimate.Low <= truth && truth <= estimate.High ? 1 : 0;

    private static ClusterSums Sums(double[][] clusters)
    {
        var sums = new ClusterSums();
        foreach (double[] cluster in clusters)
        {
            sums.Add(cluster.Length, cluster.Sum(), cluster.Sum(x => x * x));
        }

        return sums;
    }
}
