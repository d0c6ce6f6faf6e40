using Assay.Calibrating.Probing.Samples;

namespace Assay.Calibrating.Probing.Readings;

/// <summary>The test of asking again: how often the verdict is the same.</summary>
internal static class RepeatReading
{
    public static ProbeDraft Of(ProbeTable table)
    {
        var missing = new Dictionary<string, long>(StringComparer.Ordinal);
        List<Moved> moved = table.Moved(ProbeTest.Repeat, missing);
        return new ProbeDraft(ProbeTest.Repeat)
        {
            Figures =
            [
                ProbeDraft.Figure("repeat_consistency", ShareSample.Of([.. moved.Select(m => table.Scale.IsSame(m.Before, m.After))]), new ProbeLimit.AtLeast(table.Limits.RepeatConsistency)),
                ProbeDraft.Figure("distance", MeanSample.Of([.. moved.Select(m => Math.Abs(m.After - m.Before))])),
            ],
            Missing = missing,
        };
    }
}
