using System.Globalization;
using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>A corrected mean, or why the labels that there are give none.</summary>
public abstract record Correction
{
    public sealed record Known(CorrectedMean Mean) : Correction;

    /// <param name="Labels">How many there are.</param>
    public sealed record Absent(string Reason, int Labels) : Correction;

    /// <param name="items">Everything that was judged.</param>
    /// <param name="scale">Its ends, which no mean can leave.</param>
    /// <param name="effect">The design effect of what is not labelled.</param>
    public static Correction Of(IReadOnlyList<JudgedItem> items, (double Min, double Max) scale, double effect = 1)
    {
        if (MeanCorrection.Of(items, scale.Min, scale.Max, effect) is not { } mean)
        {
            int labels = items.Count(i => i.Label is not null);
            long judged = items.Sum(i => (long)i.Count);
            return new Absent(string.Create(
                CultureInfo.InvariantCulture,
                $"{labels:N0} of {judged:N0} judged responses {(labels == 1 ? "is" : "are")} labelled by people: too few to correct by. {SmallSample.FewestItems} are needed, 50 and more for a useful interval"), labels);
        }

        return new Known(mean with
        {
            Warnings =
            [
                .. mean.Warnings,
                .. mean.Corrected.N < MinimumSample.ForMean ? (string[])[$"{mean.Corrected.N} labels are few: {MinimumSample.ForMean} are needed for an estimate to rely on."] : [],
                .. mean.Corrected.Low is null ? (string[])["All labels are the same: they allow no interval. Label more."] : [],
            ],
        });
    }
}
