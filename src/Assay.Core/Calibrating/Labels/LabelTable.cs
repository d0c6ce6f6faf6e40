using Assay.Configuring;

namespace Assay.Calibrating.Labels;

/// <summary>Who labelled which item how.</summary>
/// <param name="Codes">For each item the label number of each rater, or <see cref="LabelRows.Missing"/>.</param>
public sealed record LabelTable(IReadOnlyList<string> Items, IReadOnlyList<Rater> Raters, LabelScale Scale, IReadOnlyList<int[]> Codes)
{
    /// <summary>What each item belongs to; null: items are independent.</summary>
    public IReadOnlyList<string>? Clusters { get; init; }

    /// <summary>Records that said again what another had said; they are counted once.</summary>
    public int Repeated { get; init; }

    /// <summary>Labels that are no numbers, where others are.</summary>
    public IReadOnlyList<string> NotNumbers { get; init; } = [];

    public IReadOnlyList<int> Of(RaterKind kind) => [.. Enumerable.Range(0, Raters.Count).Where(r => Raters[r].Kind == kind)];

    /// <param name="option">What named the rater, for the message.</param>
    /// <exception cref="ConfigurationException">No label is by a rater of this name.</exception>
    public int RaterOrThrow(string name, string option) => Enumerable.Range(0, Raters.Count).FirstOrDefault(r => Raters[r].Name == name, -1) is >= 0 and var found
        ? found
        : throw new ConfigurationException($"{option} names the rater `{name}`, who gave no label. There are: {string.Join(", ", Raters.Take(20).Select(r => r.Name))}.");

    /// <summary>The rows of these raters over the items that at least so many of them labelled.</summary>
    public LabelRows Rows(IReadOnlyList<int> raters, int atLeast)
    {
        int[] items = [.. Enumerable.Range(0, Items.Count).Where(i => raters.Count(r => Codes[i][r] >= 0) >= atLeast)];
        return new LabelRows(Scale, [.. items.Select(i => raters.Select(r => Codes[i][r]).ToArray())], ClustersOf(items));
    }

    /// <summary>Numbers for the clusters of some items; null where items are independent.</summary>
    public IReadOnlyList<int>? ClustersOf(IReadOnlyList<int> items)
    {
        if (Clusters is null)
        {
            return null;
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. items.Select(i => numbers.TryGetValue(Clusters[i], out int known) ? known : numbers[Clusters[i]] = numbers.Count)];
    }
}
