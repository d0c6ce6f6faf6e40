using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Agreement;

/// <summary>Between which limits 95 % of the differences lie (Bland and Altman 1986).</summary>
/// <param name="Lower">With the interval of the limit itself: standard error sqrt(3 s² / n).</param>
public sealed record BlandAltman(Estimate Bias, double Deviation, Estimate Lower, Estimate Upper)
{
    /// <returns>Null for fewer than 3 items, and where all differences are the same.</returns>
    public static BlandAltman? Of(IReadOnlyList<double> differences)
    {
        int n = differences.Count;
        if (n < 3 || Estimate.OfMean(n, differences.Sum(), differences.Sum(d => d * d), double.NegativeInfinity, double.PositiveInfinity) is not { Low: not null } bias)
        {
            return null;
        }

        double deviation = Math.Sqrt(differences.Sum(d => (d - bias.Mean) * (d - bias.Mean)) / (n - 1));
        double half = StudentT.InvCDF(0, 1, n - 1, 0.975) * Math.Sqrt(3 * deviation * deviation / n);
        return new BlandAltman(bias, deviation, Limit(bias.Mean - (1.96 * deviation)), Limit(bias.Mean + (1.96 * deviation)));

        Estimate Limit(double at) => new(at, at - half, at + half, n);
    }
}
