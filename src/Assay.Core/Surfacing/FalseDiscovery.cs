namespace Assay.Surfacing;

/// <summary>
/// The correction of Benjamini and Hochberg (1995): where many are tested, the share of false ones among those that are taken to be
/// true is at most the largest of their adjusted values.
/// </summary>
public static class FalseDiscovery
{
    /// <param name="p">How likely each would be by chance.</param>
    /// <returns>The adjusted values, in the same order: for the i-th smallest of m, the least of p m / j over all j from i on; at most 1.</returns>
    public static double[] Adjusted(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        double least = 1;
        int rank = p.Count;
        foreach (int i in Enumerable.Range(0, p.Count).OrderByDescending(i => p[i]))
        {
            least = Math.Min(least, p[i] * p.Count / rank--);
            adjusted[i] = least;
        }

        return adjusted;
    }
}
