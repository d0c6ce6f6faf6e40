using Assay.Surfacing;

namespace Assay.Calibrating.Intervals;

/// <summary>A share of values that come in clusters, such as the two orders of one pair, with Wilson's interval widened by the design effect.</summary>
public static class ClusteredShare
{
    /// <param name="clusters">For each cluster how many are so, of how many.</param>
    /// <returns>Null over nothing.</returns>
    public static Estimate? Of(IReadOnlyList<(int Yes, int N)> clusters)
    {
        var sums = new ClusterSums();
        (long yes, long n) = (0, 0);
        foreach ((int ofCluster, int size) in clusters)
        {
            sums.Add(size, ofCluster, ofCluster);
            yes += ofCluster;
            n += size;
        }

        // Where all are alike nothing tells how alike clusters are: then each counts once.
        double effect = yes == 0 || yes == n ? (double)n / Math.Max(1, clusters.Count) : sums.DesignEffect();
        return Estimate.OfShare(n, yes, 0, 1, effect);
    }
}
