using Assay.Calibrating.Intervals;
using Assay.Surfacing;

namespace Assay.Calibrating.Labels;

/// <summary>Rows of labels, one column per rater, as distinct rows with how often each occurs: what all coefficients of agreement are computed from.</summary>
public sealed class LabelRows
{
    public const int Missing = -1;

    private readonly int[] _patternOf;
    private readonly int[]? _clusterOf;

    /// <param name="rows">For each item the label number of each rater, or <see cref="Missing"/>.</param>
    /// <param name="clusterOf">For each item the number of its cluster; null: items are independent.</param>
    public LabelRows(LabelScale scale, IReadOnlyList<int[]> rows, IReadOnlyList<int>? clusterOf = null)
    {
        Scale = scale;
        _patternOf = new int[rows.Count];
        _clusterOf = clusterOf?.ToArray();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var distinct = new List<int[]>();
        for (int i = 0; i < rows.Count; i++)
        {
            string key = string.Join(',', rows[i]);
            if (!numbers.TryGetValue(key, out int number))
            {
                numbers[key] = number = distinct.Count;
                distinct.Add(rows[i]);
            }

            _patternOf[i] = number;
        }

        Distinct = distinct;
        Counts = new int[distinct.Count];
        foreach (int pattern in _patternOf)
        {
            Counts[pattern]++;
        }
    }

    public LabelScale Scale { get; }

    public IReadOnlyList<int[]> Distinct { get; }

    /// <summary>How often each distinct row occurs.</summary>
    public int[] Counts { get; }

    public int N => _patternOf.Length;

    public IReadOnlyList<int>? ClusterOf => _clusterOf;

    /// <summary>The row of every item.</summary>
    public IEnumerable<int[]> Items => _patternOf.Select(p => Distinct[p]);

    /// <summary>The share of items whose row is so, with Wilson's interval; wider where items of one cluster are alike.</summary>
    public Estimate? Share(Func<int[], bool> isSo)
    {
        bool[] yes = [.. Distinct.Select(isSo)];
        return ClusteredShare.Of([.. _patternOf
            .Select((pattern, item) => (Yes: yes[pattern] ? 1 : 0, Cluster: _clusterOf?[item] ?? item))
            .GroupBy(i => i.Cluster, i => i.Yes)
            .Select(c => (c.Sum(), c.Count()))]);
    }

    /// <summary>Statistics of these rows, each of how often every distinct one occurs, with the bootstrap's intervals.</summary>
    public IReadOnlyList<NamedMeasure> Measure(IReadOnlyList<(string Name, Func<int[], Statistic> Of)> statistics) => new Bootstrap(_patternOf, _clusterOf).Measure(statistics);
}
