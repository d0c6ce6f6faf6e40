using Assay.Surfacing;

namespace Assay.Calibrating.Trusting;

/// <summary>How many labels an interval of a given half-width takes, by that of those there are: it narrows as their square root grows.</summary>
/// <param name="HalfWidth">Now.</param>
/// <param name="Wanted">The half-width that is wanted.</param>
/// <param name="More">Labels beside those there are; 0 where it is as narrow already.</param>
public sealed record LabelsNeeded(double HalfWidth, double Wanted, long More)
{
    /// <returns>Null where there is no interval.</returns>
    public static LabelsNeeded? For(Estimate estimate, double halfWidth)
    {
        if (estimate is not { Low: { } low, High: { } high } || high <= low)
        {
            return null;
        }

        double half = (high - low) / 2;
        return new LabelsNeeded(half, halfWidth, Math.Max(0, (long)Math.Ceiling(estimate.N * Math.Pow(half / halfWidth, 2)) - estimate.N));
    }
}
