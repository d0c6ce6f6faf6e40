using System.Runtime.InteropServices;
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

    /// <summary>The share of false ones among all that are named.</summary>
    internal const double FalseShare = 0.01;

    private const int Most = 5;
    private const int MostExamples = 3;

    /// <summary>Slices that share more than this of their responses are one cause under two names.</summary>
    private const double SameOverlap = 0.6;

    private readonly Facet[] _facets;
    private readonly List<Row> _rows;

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
    }

    /// <param name="low">Scores up to this one are low.</param>
    public static IReadOnlyList<Cause> Find(IReadOnlyList<Observation> observations, double low, CancellationToken cancellationToken)
    {
        var search = new CauseSearch(observations, low);
        Both all = Sum(search._rows);
        var causes = new List<Cause>();
        List<Row> rest = search._rows;
        while (causes.Count < Most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (search.FindFirst(rest, all) is not var (slice, cause))
            {
                break;
            }

            causes.Add(cause);
            rest = rest.FindAll(r => !slice.Holds(r));
        }

        return causes;
    }

    /// <param name="everything">Of all responses, also of those that another cause explains.</param>
    private (Slice Slice, Cause Cause)? FindFirst(List<Row> rows, Both everything)
    {
        Both all = Sum(rows);
        (Slice Slice, Contrast Contrast)[] tested = [.. Cells(rows).Select(c => (c.Key, Test(c.Value, all))).Where(t => t.Item2 is not null).Select(t => (t.Key, t.Item2!))];
        double[] q = FalseDiscovery.Adjusted([.. tested.Select(t => Normal.CDF(0, 1, t.Contrast.Effect / t.Contrast.Error))]);
        (Slice Slice, Contrast Contrast, double Q)[] found =
        [
            .. tested.Zip(q, (t, own) => (t.Slice, t.Contrast, own)).Where(t => t.own <= FalseShare && t.Contrast.Explains > 0)
                .OrderByDescending(t => t.Contrast.Explains).ThenBy(t => t.Slice.Place),
        ];
        if (found is not [var first, ..])
        {
            return null;
        }

        HashSet<int> own = Held(rows, first.Slice);
        return (first.Slice, new Cause
        {
            Kind = CauseKind.Slice,
            Label = string.Join(", ", Names(first.Slice).Select(f => $"{f.Field}={f.Value}")),
            Slice = Names(first.Slice),
            Effect = first.Contrast.EffectEstimate(),
            Lift = first.Contrast.Lift(),
            ShareOfDrop = first.Contrast.ShareOfDrop(everything),
            Support = first.Contrast.Count,
            Q = first.Q,
            Explains = first.Contrast.Explains,
            ExampleKeys = Examples(rows, first.Slice),
            SameAs = [.. found.Where(t => !t.Slice.Has(first.Slice) && Overlap(own, Held(rows, t.Slice)) > SameOverlap).Take(Most).Select(t => Names(t.Slice))],
        });
    }

    private static Both Sum(List<Row> rows)
    {
        Both all = default;
        foreach (Row row in rows)
        {
            all.Add(row.Score, row.IsLow, row.IsBefore);
        }

        return all;
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

        void Add(Slice slice, Row row) => CollectionsMarshal.GetValueRefOrAddDefault(cells, slice, out _).Add(row.Score, row.IsLow, row.IsBefore);
    }

    /// <returns>Null where there are too few responses on either side to tell anything.</returns>
    private static Contrast? Test(Both cell, Both all) =>
        cell.After.N < FewestResponses || all.After.N - cell.After.N < FewestResponses ? null : Contrast.Of(cell, all, FewestResponses);

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
}
