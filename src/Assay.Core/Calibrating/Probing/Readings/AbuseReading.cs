using Assay.Calibrating.Probing.Samples;

namespace Assay.Calibrating.Probing.Readings;

/// <summary>Tests with answers that deserve nothing: half of the scale or more is a false positive.</summary>
internal static class AbuseReading
{
    public static IEnumerable<ProbeDraft> Of(ProbeTable table) => [Nulls(table), Constant(table)];

    /// <summary>Checks before the call keep these from the model, so that one false positive is one too many.</summary>
    private static ProbeDraft Nulls(ProbeTable table)
    {
        string[] ids = table.Plan.Nulls.Where(id => table.Answers.Missing(ProbeSitting.Plain, id) != "owed").ToArray();
        int fooled = ids.Count(id => table.Answers.Score(ProbeSitting.Plain, id) >= table.Scale.Middle);
        int graded = ids.Count(id => table.Answers.Score(ProbeSitting.Plain, id) is not null);
        return new ProbeDraft(ProbeTest.NullAnswers)
        {
            Figures = [ProbeDraft.Figure("false_positives", ShareSample.Of([.. ids.Select(id => table.Answers.Score(ProbeSitting.Plain, id) >= table.Scale.Middle)]))],
            Fixed = ids.Length == 0 ? (ProbeVerdict.Unclear, "none was asked")
                : fooled > 0 ? (ProbeVerdict.Biased, $"{fooled} of {ids.Length} answers without content got half of the scale or more; the checks empty_output and no_content would keep them from the judge")
                : (ProbeVerdict.Ok, graded == 0 ? $"none of {ids.Length} reached a grade" : $"{graded} of {ids.Length} were graded, all in the lower half"),
        };
    }

    private static ProbeDraft Constant(ProbeTable table)
    {
        var missing = new Dictionary<string, long>(StringComparer.Ordinal);
        List<bool> fooled = [];
        foreach (string id in table.Plan.Items.Select(i => i.Changed.GetValueOrDefault(ProbeTest.ConstantAnswer)).OfType<string>())
        {
            if (table.Answers.Score(ProbeSitting.Plain, id) is { } score)
            {
                fooled.Add(score >= table.Scale.Middle);
            }
            else
            {
                string reason = table.Answers.Missing(ProbeSitting.Plain, id)!;
                missing[reason] = missing.GetValueOrDefault(reason) + 1;
            }
        }

        return new ProbeDraft(ProbeTest.ConstantAnswer)
        {
            Figures = [ProbeDraft.Figure("false_positives", ShareSample.Of(fooled), new ProbeLimit.AtMost(table.Limits.ConstantAnswer))],
            Missing = missing,
        };
    }
}
