namespace Assay.Gating.Statistics;

/// <summary>Holm's step-down adjustment (1979): among many tests, one at the level of all of them is wrong no more often than one test would be.</summary>
public static class Holm
{
    /// <returns>In the order given.</returns>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> ps)
    {
        var adjusted = new double[ps.Count];
        double largest = 0;
        int left = ps.Count;
        foreach (int i in Enumerable.Range(0, ps.Count).OrderBy(i => ps[i]))
        {
            largest = Math.Max(largest, Math.Min(1, ps[i] * left--));
            adjusted[i] = largest;
        }

        return adjusted;
    }
}
