namespace Assay.Calibrating.Agreement;

/// <summary>An item on which labels lie far apart.</summary>
/// <param name="Distance">The highest minus the lowest; without an order, the share of labels that are not the most frequent one.</param>
public sealed record Disagreement(string Item, double Distance, IReadOnlyList<(string Rater, string Label)> Labels)
{
    /// <summary>The largest ones, at most so many.</summary>
    public static IReadOnlyList<Disagreement> Largest(Labels.LabelTable table, int most) =>
    [
        .. Enumerable.Range(0, table.Items.Count)
            .Select(i => (Item: i, Given: Enumerable.Range(0, table.Raters.Count).Where(r => table.Codes[i][r] >= 0).ToArray()))
            .Select(i => (i.Item, i.Given, Distance: Between(table, [.. i.Given.Select(r => table.Codes[i.Item][r])]), Split: Share([.. i.Given.Select(r => table.Codes[i.Item][r])])))
            .Where(i => i.Split > 0)
            .OrderByDescending(i => i.Distance).ThenByDescending(i => i.Split).ThenBy(i => i.Item)
            .Take(most)
            .Select(i => new Disagreement(table.Items[i.Item], i.Distance, [.. i.Given.Select(r => (table.Raters[r].Name, table.Scale.Names[table.Codes[i.Item][r]]))])),
    ];

    private static double Between(Labels.LabelTable table, int[] given) =>
        given.Length < 2 ? 0 : table.Scale.Values is { } values ? given.Max(g => values[g]) - given.Min(g => values[g]) : Share(given);

    private static double Share(int[] given) => given.Length < 2 ? 0 : 1 - ((double)given.GroupBy(g => g).Max(g => g.Count()) / given.Length);
}
