using MathNet.Numerics.Distributions;

namespace Assay.Surfacing.Causes;

/// <summary>
/// Finds the slices of declared fields, and of two of them together, that explain low scores: each is compared with all other
/// responses, over time where there is a before. The one that explains most for sure comes first; what remains is searched again
/// without its responses, so that a slice is not named for what a part of it did. The same observations give the same causes.
/// </summary>
public sealed class CauseSearch
{
    /// <summary>Fewer responses than this are no pattern.</summary>
    public const int FewestResponses = 20;

    private const int Most = 5;
    private const int MostExamples = 3;

    /// <summary>The share of false ones among all that are named.</summary>
    private const double FalseShare = 0.01;

    /// <summary>Slices that share more than this of their responses are one cause under two names.</summary>
    private const double SameOverlap = 0.6;

    private const double Z = 1.959963984540054;

    private readonly Facet[] _facets;
    private readonly List<Row> _rows;
    private readonly bool _isChange;

    /// <param name="low">Scores up to this one are low.</param>
    private CauseSearch(IReadOnlyList<Observation> observations, double low)
    {
        _facets = [.. observations.SelectMany(o => o.Facets).Distinct().OrderBy(f => f.Field, StringComparer.Ordinal).ThenBy(f => f.Value, StringComparer.Ordinal)];
        Dictionary<Facet, int> numbers = _facets.Select((facet, number) => (facet, number)).ToDictionary(f => f.facet, f => f.number);
        _rows =
        [
            .. observations.OrderBy(o => o.Key)
                .Select(o => new Row(o.Key, o.Score, o.Score <= low, o.IsBefore, [.. o.Facets.Select(f => numbers[f]).Order()])),
        ];
        _isChange = _rows.Exists(r => r.IsBefore);
    }

    /// <param name="low">Scores up to this one are low.</param>
    public static IReadOnlyList<Cause> Find(IReadOnlyList<Observation> observations, double low, CancellationToken cancellationToken)
    {
        var search = new CauseSearch(observations, low);
        (Cell before, Cell after) = Sum(search._rows);
        var causes = new List<Cause>();
        List<Row> rest = search._rows;
        while (causes.Count < Most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (search.FindFirst(rest, before, after) is not var (slice, cause))
            {
                break;
            }

            causes.Add(cause);
            rest = rest.FindAll(r => !slice.Holds(r));
        }

        return causes;
    }

    private (Slice Slice, Cause Cause)? FindFirst(List<Row> rows, Cell allBefore, Cell allAfter)
    {
        (Cell before, Cell after) = Sum(rows);
        List<Tested> tested = [.. Cells(rows).Select(c => Test(c.Key, c.Value, before, after)).OfType<Tested>()];
        AdjustForMany(tested);
        List<Tested> found = tested.FindAll(t => t.Q <= FalseShare && t.Explains > 0);
        if (found.Count == 0)
        {
            return null;
        }

        Tested first = found.OrderByDescending(t => t.Explains).ThenBy(t => t.Slice.Place).First();
        HashSet<int> own = Held(rows, first.Slice);
        return (first.Slice, new Cause
        {
            Slice = Names(first.Slice),
            Effect = new Estimate(first.Effect, first.Effect - (Z * first.Error), first.Effect + (Z * first.Error), first.After.N),
            Lift = Lift(first.After, after - first.After),
            ShareOfDrop = ShareOfDrop(first, after, allBefore, allAfter),
            Support = first.After.N,
            Q = first.Q,
            ExampleKeys = Examples(rows, first.Slice),
            SameAs = [.. found.Where(t => !t.Slice.Has(first.Slice) && Overlap(own, Held(rows, t.Slice)) > SameOverlap).OrderByDescending(t => t.Explains).Take(Most).Select(t => Names(t.Slice))],
        });
    }

    private static (Cell Before, Cell After) Sum(List<Row> rows)
    {
        Cell before = default;
        Cell after = default;
        foreach (Row row in rows)
        {
            if (row.IsBefore)
            {
                before.Add(row.Score, row.IsLow);
            }
            else
            {
                after.Add(row.Score, row.IsLow);
            }
        }

        return (before, after);
    }

    /// <summary>Every facet, and every two facets of different fields.</summary>
    private static Dictionary<Slice, Both> Cells(List<Row> rows)
    {
        var cells = new Dictionary<Slice, Both>();
        foreach (Row row in rows)
        {
            int[] facets = row.Facets;
            for (int i = 0; i < facets.Length; i++)
            {
                Add(new Slice(facets[i], Slice.None), row);
                for (int j = i + 1; j < facets.Length; j++)
                {
                    Add(new Slice(facets[i], facets[j]), row);
                }
            }
        }

        return cells;

        void Add(Slice slice, Row row)
        {
            ref Both both = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(cells, slice, out _);
            if (row.IsBefore)
            {
                both.Before.Add(row.Score, row.IsLow);
            }
            else
            {
                both.After.Add(row.Score, row.IsLow);
            }
        }
    }

    /// <returns>Null where there are too few responses on either side to tell anything.</returns>
    private Tested? Test(Slice slice, Both cell, Cell before, Cell after)
    {
        Cell others = after - cell.After;
        if (cell.After.N < FewestResponses || others.N < FewestResponses)
        {
            return null;
        }

        (double effect, double variance) = (cell.After.Mean - others.Mean, cell.After.VarianceOfMean + others.VarianceOfMean);
        if (_isChange)
        {
            // A slice that is new is compared with what all were before.
            Cell othersBefore = before - cell.Before;
            bool isKnown = cell.Before.N >= FewestResponses && othersBefore.N >= FewestResponses;
            if (isKnown)
            {
                effect -= cell.Before.Mean - othersBefore.Mean;
                variance += cell.Before.VarianceOfMean + othersBefore.VarianceOfMean;
            }
        }

        double error = Math.Sqrt(variance);
        return error > 0 ? new Tested(slice, cell.After, effect, error, Normal.CDF(0, 1, effect / error)) : null;
    }

    private static void AdjustForMany(List<Tested> tested)
    {
        foreach ((Tested one, double q) in tested.Zip(FalseDiscovery.Adjusted([.. tested.Select(t => t.P)])))
        {
            one.Q = q;
        }
    }

    /// <summary>With Katz's interval of the logarithm; half a response is added everywhere, so that none is infinite.</summary>
    private static Estimate? Lift(Cell cell, Cell others)
    {
        (double low, double n, double otherLow, double otherN) = (cell.Low + 0.5, cell.N + 0.5, others.Low + 0.5, others.N + 0.5);
        double lift = low / n / (otherLow / otherN);
        double half = Z * Math.Sqrt((1 / low) - (1 / n) + (1 / otherLow) - (1 / otherN));
        return new Estimate(lift, lift * Math.Exp(-half), lift * Math.Exp(half), cell.N);
    }

    private Estimate? ShareOfDrop(Tested first, Cell after, Cell allBefore, Cell allAfter)
    {
        if (!_isChange)
        {
            Cell others = after - first.After;
            return allAfter.Low == 0 || others.N == 0 ? null : Share(first.After.N * (((double)first.After.Low / first.After.N) - ((double)others.Low / others.N)) / allAfter.Low, 0);
        }

        double drop = allBefore.Mean - allAfter.Mean;
        return drop <= 0 ? null : Share(-first.Effect * first.After.N / allAfter.N / drop, first.Error * first.After.N / allAfter.N / drop);

        Estimate Share(double share, double error) =>
            new(Math.Clamp(share, 0, 1), error > 0 ? Math.Clamp(share - (Z * error), 0, 1) : null, error > 0 ? Math.Clamp(share + (Z * error), 0, 1) : null, first.After.N);
    }

    /// <summary>The lowest; of equal ones the newest.</summary>
    private static IReadOnlyList<long> Examples(List<Row> rows, Slice slice) =>
        [.. rows.Where(r => !r.IsBefore && slice.Holds(r)).OrderBy(r => r.Score).ThenByDescending(r => r.Key).Take(MostExamples).Select(r => r.Key)];

    private static HashSet<int> Held(List<Row> rows, Slice slice) => [.. Enumerable.Range(0, rows.Count).Where(i => !rows[i].IsBefore && slice.Holds(rows[i]))];

    private static double Overlap(HashSet<int> a, HashSet<int> b)
    {
        int both = a.Count(b.Contains);
        return (double)both / (a.Count + b.Count - both);
    }

    private IReadOnlyList<Facet> Names(Slice slice) => slice.Second == Slice.None ? [_facets[slice.First]] : [_facets[slice.First], _facets[slice.Second]];

    /// <param name="Facets">Their numbers, ascending.</param>
    private sealed record Row(long Key, double Score, bool IsLow, bool IsBefore, int[] Facets);

    /// <summary>One facet or two, by their numbers.</summary>
    private readonly record struct Slice(int First, int Second)
    {
        public const int None = -1;

        private bool Contains(int facet) => First == facet || Second == facet;

        public bool Holds(Row row) => Array.BinarySearch(row.Facets, First) >= 0 && (Second == None || Array.BinarySearch(row.Facets, Second) >= 0);

        /// <summary>It is this one, or a part of it.</summary>
        public bool Has(Slice other) => Contains(other.First) && (other.Second == None || Contains(other.Second));

        /// <summary>Of slices that explain as much the plainer one comes first.</summary>
        public (bool IsPair, int First, int Second) Place => (Second != None, First, Second);
    }

    private struct Both
    {
        public Cell Before;
        public Cell After;
    }

    /// <param name="Effect">Negative: it is below the others, or fell more.</param>
    /// <param name="Error">The effect's standard error.</param>
    private sealed record Tested(Slice Slice, Cell After, double Effect, double Error, double P)
    {
        public double Q { get; set; } = 1;

        /// <summary>Points of all scores' sum that it explains at least, with 97.5 % certainty.</summary>
        public double Explains => After.N * (-Effect - (Z * Error));
    }
}
