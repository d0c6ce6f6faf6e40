using Assay.Calibrating.Probing.Samples;

namespace Assay.Calibrating.Probing.Readings;

/// <summary>Tests of changes after which the score must stay: how far it moves, and how much more often than when nothing changed.</summary>
internal static class HarmlessReading
{
    public static IEnumerable<ProbeDraft> Of(ProbeTable table) =>
        ((ProbeTest[])[ProbeTest.RubricOrder, .. ProbeTests.Harmless]).Select(test => Of(table, test));

    private static ProbeDraft Of(ProbeTable table, ProbeTest test)
    {
        if (test == ProbeTest.RubricOrder && table.Plan.Runs.All(r => r.Sitting != ProbeSitting.Turned))
        {
            return new ProbeDraft(test)
            {
                Fixed = (ProbeVerdict.NotRun, table.Plan.Judge.Model.IsOffline ? "a judge without a model has no prompt" : "its prompt lists nothing that could stand in another order: one criterion, and no meanings of grades"),
            };
        }

        var missing = new Dictionary<string, long>(StringComparer.Ordinal);
        List<Moved> moved = table.Moved(test, missing);
        Moved[] twice = [.. moved.Where(m => m.Again is not null)];
        return new ProbeDraft(test)
        {
            Figures =
            [
                ProbeDraft.Figure("score_change", MeanSample.Of([.. moved.Select(m => Direction(m, test) * m.Change)]), new ProbeLimit.Within(table.Change)),
                test == ProbeTest.Verbosity ? ProbeDraft.Figure("change_per_doubling", MeanSample.Ratio([.. moved.Select(m => (m.Change, Doublings(m)))])) : null,
                ProbeDraft.Figure("robustness", ShareSample.Of([.. twice.Select(m => table.Scale.IsSame(m.Before, m.After))])),
                ProbeDraft.Figure("repeat_consistency", ShareSample.Of([.. twice.Select(m => table.Scale.IsSame(m.Before, m.Again!.Value))])),
                ProbeDraft.Figure("bias", StabilitySample.Of([.. twice.Select(m => (table.Scale.IsSame(m.Before, m.Again!.Value), table.Scale.IsSame(m.Before, m.After)))]), new ProbeLimit.AtMost(table.Limits.Bias)),
            ],
            Missing = missing,
        };
    }

    /// <summary>Where Markdown was taken off, the change is that of having it, turned round.</summary>
    private static int Direction(Moved moved, ProbeTest test) =>
        test == ProbeTest.Format && Perturbing.Markdown.Strip(moved.Item.Item.Response.Output) != moved.Item.Item.Response.Output ? -1 : 1;

    private static double Doublings(Moved moved)
    {
        string before = moved.Item.Item.Response.Output;
        return Math.Log2((double)Perturbing.Perturbations.Apply(ProbeTest.Verbosity, before, moved.Item.Item.Language)!.Length / before.Length);
    }
}
