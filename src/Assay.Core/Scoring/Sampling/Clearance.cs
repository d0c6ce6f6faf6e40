using Assay.Scoring.Rubrics;
using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Scoring.Sampling;

/// <summary>
/// Whether the mean of some samples is clear of a bar. Of one sample: it lies an eighth of the scale away (half a point on 1 to 5). Of
/// several: their 95 % interval leaves the bar out; Student's, or Wilson's on a scale of two grades. Equal grades are not taken for
/// certainty: the spread is at least that of rounding to the grades that there are.
/// </summary>
public static class Clearance
{
    private const double Near = 1.0 / 8;
    private const double Tail = 0.975;
    private const double Z = 1.959963984540054;

    public static bool IsClear(IReadOnlyList<double> samples, Scale scale, double bar)
    {
        double range = scale.Max - scale.Min;
        double mean = samples.Average();
        if (scale.Names.Count == 2)
        {
            double share = (mean - scale.Min) / range;
            double at = (bar - scale.Min) / range;
            return at < Wilson.Lower(share, samples.Count, Z) || at > Wilson.Upper(share, samples.Count, Z);
        }

        return Math.Abs(mean - bar) > (samples.Count == 1 ? Near * range : Half(samples, Step(scale)));
    }

    private static double Half(IReadOnlyList<double> samples, double step)
    {
        double variance = Math.Max(WithinItem.Variance(samples)!.Value, step * step / 12);
        return StudentT.InvCDF(0, 1, samples.Count - 1, Tail) * Math.Sqrt(variance / samples.Count);
    }

    /// <summary>Between neighbouring grades; 0 where there is something in between.</summary>
    private static double Step(Scale scale) => scale switch
    {
        Scale.Numeric { Fractions: false } => 1,
        Scale.Labels labels => Gaps([.. labels.Values.Select(v => v.Value).Distinct().Order()]),
        Scale.Checklist checklist => 1.0 / checklist.Items.Count,
        _ => 0,
    };

    private static double Gaps(double[] values) => values.Length < 2 ? 0 : values.Skip(1).Zip(values, (high, low) => high - low).Min();
}
