using Assay.Calibrating.Intervals;
using Assay.Calibrating.Probing.Samples;
using Assay.Surfacing;

namespace Assay.Calibrating.Probing.Readings;

/// <summary>Tests of changes after which the score must fall.</summary>
internal static class FaultReading
{
    public static IEnumerable<ProbeDraft> Of(ProbeTable table) => ProbeTests.Faults.Select(test =>
    {
        var missing = new Dictionary<string, long>(StringComparer.Ordinal);
        List<Moved> moved = table.Moved(test, missing);
        return new ProbeDraft(test)
        {
            Figures =
            [
                ProbeDraft.Figure("detected", ShareSample.Of([.. moved.Select(m => Fell(m.Before, m.After))]), new ProbeLimit.AtLeast(table.Limits.Sensitivity)),
                ProbeDraft.Figure("fell_by_chance", ShareSample.Of([.. moved.Where(m => m.Again is not null).Select(m => Fell(m.Before, m.Again!.Value))])),
                ProbeDraft.Figure("score_change", MeanSample.Of([.. moved.Select(m => m.Change)])),
            ],
            Missing = missing,
        };
    });

    /// <summary>Over all faults; those of one item are not independent.</summary>
    /// <returns>Null where there was none.</returns>
    public static Estimate? Sensitivity(ProbeTable table)
    {
        var byItem = new Dictionary<string, (int Yes, int N)>(StringComparer.Ordinal);
        foreach (Moved moved in ProbeTests.Faults.SelectMany(test => table.Moved(test, [])))
        {
            (int yes, int n) = byItem.GetValueOrDefault(moved.Item.Id);
            byItem[moved.Item.Id] = (yes + (Fell(moved.Before, moved.After) ? 1 : 0), n + 1);
        }

        return ClusteredShare.Of([.. byItem.Values]);
    }

    private static bool Fell(double before, double after) => after < before - 1e-9;
}
