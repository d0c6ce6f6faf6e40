using Assay.Calibrating.Probing.Samples;
using Assay.Surfacing;

namespace Assay.Calibrating.Probing.Readings;

/// <summary>
/// The test of a judge's own family: what its scores are above the labels of people, for answers of its family and of others. Without
/// labels nobody can tell whether answers are liked or are better.
/// </summary>
internal static class SelfPreferenceReading
{
    public static ProbeDraft Of(ProbeTable table)
    {
        string family = ModelFamily.Of(table.Plan.Judge.Model.Model);
        (ProbedItem Item, double Score)[] scored = [.. table.Plan.Items.Where(i => i.Item.Generator is not null)
            .Select(i => (i, Score: table.Answers.Score(ProbeSitting.Plain, i.Id))).Where(i => i.Score is not null).Select(i => (i.i, i.Score!.Value))];
        if (scored.Length == 0)
        {
            return NotRun("no item names the model that wrote it (field generator)", []);
        }

        bool isLabelled = scored.All(s => s.Item.Item.Label is not null);
        (string Generator, bool IsOwn, double Value)[] values =
            [.. scored.Select(s => (s.Item.Item.Generator!, ModelFamily.Of(s.Item.Item.Generator!) == family, isLabelled ? s.Score - s.Item.Item.Label!.Value : s.Score))];
        (string, bool, Estimate)[] generators = [.. values.GroupBy(v => v.Generator, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g.First().IsOwn, MeanSample.Of([.. g.Select(v => v.Value)])!.Estimate))];
        double[] own = [.. values.Where(v => v.IsOwn).Select(v => v.Value)];
        double[] others = [.. values.Where(v => !v.IsOwn).Select(v => v.Value)];
        return own.Length == 0 || others.Length == 0 ? NotRun($"all items are of {(own.Length == 0 ? "other families than" : "the same family as")} the judge, {family}", generators)
            : !isLabelled ? new ProbeDraft(ProbeTest.SelfPreference)
            {
                Generators = generators,
                Fixed = (ProbeVerdict.Unclear, $"{own.Length} items are of the judge's own family, {family}, but not all items have a label of people: whether it likes them or they are better cannot be told"),
            }
            : new ProbeDraft(ProbeTest.SelfPreference)
            {
                Figures = [ProbeDraft.Figure("own_minus_others", DifferenceSample.Of(own, others), new ProbeLimit.Within(table.Change))],
                Generators = generators,
            };
    }

    private static ProbeDraft NotRun(string why, IReadOnlyList<(string, bool, Estimate)> generators) => new(ProbeTest.SelfPreference) { Fixed = (ProbeVerdict.NotRun, why), Generators = generators };
}
