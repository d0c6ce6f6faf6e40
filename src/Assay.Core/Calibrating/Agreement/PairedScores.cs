using Assay.Calibrating.Intervals;
using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>Two numbers per item, such as a judge's score and that of people, as distinct pairs with how often each occurs.</summary>
public sealed class PairedScores
{
    private readonly int[] _patternOf;
    private readonly int[]? _clusterOf;

    public PairedScores(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int>? clusterOf = null)
    {
        _patternOf = new int[x.Count];
        _clusterOf = clusterOf?.ToArray();
        var numbers = new Dictionary<(double, double), int>();
        for (int i = 0; i < x.Count; i++)
        {
            if (!numbers.TryGetValue((x[i], y[i]), out int number))
            {
                numbers[(x[i], y[i])] = number = numbers.Count;
            }

            _patternOf[i] = number;
        }

        X = [.. numbers.Keys.Select(k => k.Item1)];
        Y = [.. numbers.Keys.Select(k => k.Item2)];
        Counts = new int[X.Length];
        foreach (int pattern in _patternOf)
        {
            Counts[pattern]++;
        }
    }

    /// <summary>The values of two columns of labels.</summary>
    public static PairedScores Of(LabelRows rows)
    {
        IReadOnlyList<double> values = rows.Scale.Values!;
        int[][] items = [.. rows.Items];
        return new PairedScores([.. items.Select(i => values[i[0]])], [.. items.Select(i => values[i[1]])], rows.ClusterOf);
    }

    public double[] X { get; }

    public double[] Y { get; }

    public int[] Counts { get; }

    public int N => _patternOf.Length;

    public bool IsClustered => _clusterOf is not null;

    public IReadOnlyList<int>? ClusterOf => _clusterOf;

    /// <summary>The difference y - x of every item.</summary>
    public IEnumerable<double> Differences => _patternOf.Select(p => Y[p] - X[p]);

    /// <summary>Statistics of these scores with the bootstrap's intervals.</summary>
    public IReadOnlyList<NamedMeasure> Measure(IReadOnlyList<(string Name, Func<PairedScores, int[], Statistic> Of)> statistics) =>
        new Bootstrap(_patternOf, _clusterOf).Measure([.. statistics.Select(s => (s.Name, (Func<int[], Statistic>)(counts => s.Of(this, counts))))]);
}
