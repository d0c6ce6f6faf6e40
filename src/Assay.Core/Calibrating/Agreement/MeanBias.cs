using Assay.Surfacing;

namespace Assay.Calibrating.Agreement;

/// <summary>How far a judge is from people on average, and how their scores follow its own: what a correlation does not show.</summary>
public static class MeanBias
{
    /// <summary>Judge minus people, with Student's interval over items, or over clusters where they are given.</summary>
    /// <param name="scores">x is people, y the judge.</param>
    public static Measured Of(PairedScores scores)
    {
        double[] differences = [.. scores.Differences];
        double effect = 1;
        if (scores.ClusterOf is { } clusters)
        {
            var sums = new ClusterSums();
            foreach (double[] cluster in differences.Select((d, i) => (d, Cluster: clusters[i])).GroupBy(d => d.Cluster).Select(g => g.Select(d => d.d).ToArray()))
            {
                sums.Add(cluster.Length, cluster.Sum(), cluster.Sum(d => d * d));
            }

            effect = sums.DesignEffect();
        }

        return Measured.Of(
            Estimate.OfMean(differences.Length, differences.Sum(), differences.Sum(d => d * d), double.NegativeInfinity, double.PositiveInfinity, effect), "no item has both scores");
    }

    /// <summary>The slope of people's scores over the judge's: 1 where a point of the judge is a point of people, 0 where it says nothing.</summary>
    public static Statistic Slope(PairedScores scores, int[] counts)
    {
        Moments moments = Moments.Of(scores.X, scores.Y, counts);
        return moments.N < 3 ? Statistic.Undefined("fewer than 3 items")
            : moments.IsConstantY ? Statistic.Undefined("the judge gave every item the same score")
            : Statistic.Of(moments.Sxy / moments.Syy);
    }

    /// <summary>What people say where the judge says 0, on the line of <see cref="Slope"/>.</summary>
    public static Statistic Intercept(PairedScores scores, int[] counts)
    {
        Moments moments = Moments.Of(scores.X, scores.Y, counts);
        return Slope(scores, counts) is { IsDefined: true } slope ? Statistic.Of(moments.MeanX - (slope.Value * moments.MeanY)) : Slope(scores, counts);
    }
}
