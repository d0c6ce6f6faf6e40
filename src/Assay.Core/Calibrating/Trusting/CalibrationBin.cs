using Assay.Calibrating.Labelling;
using Assay.Surfacing;

namespace Assay.Calibrating.Trusting;

/// <summary>What people say where the judge says about so much.</summary>
/// <param name="Judge">The mean of its scores.</param>
/// <param name="Human">The mean of people's, with its interval.</param>
public sealed record CalibrationBin(double Judge, Estimate Human)
{
    private const int Most = 10;

    /// <summary>A bin for each score of the judge; where it gave more than ten different ones, ten of about as many items each.</summary>
    public static IReadOnlyList<CalibrationBin> Of(IReadOnlyList<LabelledResponse> items, (double Low, double High) scale)
    {
        LabelledResponse[] sorted = [.. items.OrderBy(i => i.Judge!.Value)];
        IEnumerable<LabelledResponse[]> bins = sorted.Select(i => i.Judge!.Value).Distinct().Count() <= Most
            ? sorted.GroupBy(i => i.Judge!.Value).Select(g => g.ToArray())
            : sorted.Select((item, place) => (item, Bin: place * Most / sorted.Length)).GroupBy(i => i.Bin, i => i.item).Select(g => g.ToArray());
        return
        [
            .. bins.Select(bin => new CalibrationBin(
                bin.Average(i => i.Judge!.Value), Estimate.OfMean(bin.Length, bin.Sum(i => i.Human), bin.Sum(i => i.Human * i.Human), scale.Low, scale.High)!)),
        ];
    }
}
