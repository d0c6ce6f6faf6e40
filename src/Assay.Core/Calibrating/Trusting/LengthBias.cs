using Assay.Calibrating.Labelling;
using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Trusting;

/// <summary>How scores go with the length of what is judged, in points for each doubling: of the judge, of people, and what the judge adds.</summary>
/// <param name="Excess">Judge minus people: what it gives for length alone.</param>
public sealed record LengthBias(double Judge, double Human, Estimate Excess)
{
    /// <summary>Outputs whose lengths differ by less than this, as a deviation in doublings, tell nothing of length.</summary>
    private const double LeastSpread = 0.1;

    /// <returns>Null for fewer than <see cref="MinimumSample.ForMean"/> items, or where all are of about one length.</returns>
    public static LengthBias? Of(IReadOnlyList<LabelledResponse> items)
    {
        LabelledResponse[] written = [.. items.Where(i => i.OutputLength > 0)];
        if (written.Length < MinimumSample.ForMean)
        {
            return null;
        }

        double[] lengths = [.. written.Select(i => Math.Log2(i.OutputLength))];
        double middle = lengths.Average();
        double spread = lengths.Sum(l => (l - middle) * (l - middle));
        if (spread < written.Length * Square(LeastSpread))
        {
            return null;
        }

        double excess = Slope(written, lengths, i => i.Judge!.Value - i.Human);
        double mean = written.Average(i => i.Judge!.Value - i.Human);
        double rest = written.Select((item, i) => Square(item.Judge!.Value - item.Human - mean - (excess * (lengths[i] - middle)))).Sum();
        double half = StudentT.InvCDF(0, 1, written.Length - 2, 0.975) * Math.Sqrt(rest / (written.Length - 2) / spread);
        return new LengthBias(
            Slope(written, lengths, i => i.Judge!.Value), Slope(written, lengths, i => i.Human),
            new Estimate(excess, half > 0 ? excess - half : null, half > 0 ? excess + half : null, written.Length));
    }

    private static double Slope(LabelledResponse[] items, double[] lengths, Func<LabelledResponse, double> of)
    {
        double middle = lengths.Average();
        double mean = items.Average(of);
        return items.Select((item, i) => (lengths[i] - middle) * (of(item) - mean)).Sum() / lengths.Sum(l => Square(l - middle));
    }

    private static double Square(double x) => x * x;
}
