using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads what a judge gives up to make its budget last: <c>stretch_budget: true</c>, or <c>{ give_up: [samples, responses], always: 0.1 }</c>.</summary>
internal static class ThriftReader
{
    private static readonly Dictionary<string, ThriftStep> Steps = Enum.GetValues<ThriftStep>().ToDictionary(s => s.ToSnakeCase(), StringComparer.Ordinal);

    public static ThriftTerms? Read(YamlSection section)
    {
        if (section.Find("stretch_budget") is not YamlMappingNode)
        {
            return section.Flag("stretch_budget") is true ? ThriftTerms.Usual : null;
        }

        YamlSection stretch = section.Section("stretch_budget")!;
        var steps = new List<ThriftStep>();
        foreach (string written in stretch.Texts("give_up"))
        {
            if (!Steps.TryGetValue(written, out ThriftStep step) || steps.Contains(step))
            {
                stretch.Error(stretch.Find("give_up")!.Start, steps.Contains(step) && Steps.ContainsKey(written)
                    ? $"`{stretch.Full("give_up")}` names {written} twice."
                    : $"`{stretch.Full("give_up")}` has `{written}`. Known: {string.Join(", ", Steps.Keys)}.");
                continue;
            }

            steps.Add(step);
        }

        // Steps are taken one beside the other, and nothing is left to give up once responses are not judged.
        if (steps.IndexOf(ThriftStep.Responses) is >= 0 and var place && place < steps.Count - 1)
        {
            stretch.Error(stretch.Find("give_up")!.Start, $"`{stretch.Full("give_up")}` must have responses last: what is not judged at all is given up after what judges it less well.");
        }

        double always = stretch.Number("always", 0.01, 1) ?? ThriftTerms.UsualAlways;
        stretch.Close();
        return new ThriftTerms(stretch.Has("give_up") ? steps : ThriftTerms.Usual.Steps, always);
    }
}
