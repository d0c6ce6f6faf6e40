namespace Assay.Calibrating.Correcting;

/// <summary>Puts items into strata that have labels enough.</summary>
internal static class Strata
{
    public const string Rest = "(others together)";

    public static (IReadOnlyList<StratumSample> Strata, IReadOnlyList<string> Warnings) Of(IReadOnlyList<JudgedItem> items)
    {
        var groups = WithProbabilities(items).GroupBy(i => i.Stratum ?? "", StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Items: (List<JudgedItem>)[.. g], Labels: g.Count(i => i.Label is not null)))
            .OrderBy(g => g.Labels).ThenBy(g => g.Name, StringComparer.Ordinal).ToList();
        var warnings = new List<string>();
        string[] none = [.. groups.Where(g => g.Labels == 0 && groups.Count > 1).Select(g => $"{g.Name} ({g.Items.Sum(i => i.Count)})")];
        if (none.Length > 0)
        {
            warnings.Add($"No item of {string.Join(", ", none.Take(5))} is labelled: what people would say of them is taken from the others. Label {MeanCorrection.FewestInStratum} of each.");
        }

        var rest = new List<JudgedItem>();
        int labels = 0;
        // The smallest together, until they are enough.
        while (groups.Count > 0 && (groups[0].Labels < MeanCorrection.FewestInStratum || (rest.Count > 0 && labels < MeanCorrection.FewestInStratum)))
        {
            rest.AddRange(groups[0].Items);
            labels += groups[0].Labels;
            groups.RemoveAt(0);
        }

        return ([.. groups.Select(g => new StratumSample(g.Name, g.Items)), .. rest.Count > 0 ? (IEnumerable<StratumSample>)[new StratumSample(Rest, rest)] : []], warnings);
    }

    /// <summary>Where a stratum does not say with what probability its labels were drawn, it is the share that is labelled.</summary>
    public static IEnumerable<JudgedItem> WithProbabilities(IEnumerable<JudgedItem> items) => items.GroupBy(i => i.Stratum ?? "", StringComparer.Ordinal).SelectMany(g =>
    {
        double share = (double)g.Count(i => i.Label is not null) / g.Sum(i => i.Count);
        return g.Select(i => i.Probability is null && share > 0 ? i with { Probability = share } : i);
    });
}
