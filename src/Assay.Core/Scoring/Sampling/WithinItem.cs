namespace Assay.Scoring.Sampling;

/// <summary>How far the samples of one verdict lie apart: the judge's own noise on one response.</summary>
public static class WithinItem
{
    /// <summary>Null of fewer than two.</summary>
    public static double? Variance(IReadOnlyList<double> samples)
    {
        if (samples.Count < 2)
        {
            return null;
        }

        double mean = samples.Average();
        return samples.Sum(s => (s - mean) * (s - mean)) / (samples.Count - 1);
    }

    /// <inheritdoc cref="Variance"/>
    public static double? Deviation(IReadOnlyList<double> samples) => Variance(samples) is { } variance ? Math.Sqrt(variance) : null;
}
