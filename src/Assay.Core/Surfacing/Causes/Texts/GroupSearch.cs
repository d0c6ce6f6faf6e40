namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// Finds the groups that explain low scores, as <see cref="CauseSearch"/> finds slices: the one that explains most for sure comes
/// first, and the rest is searched again without its responses.
/// </summary>
/// <param name="everything">Of all responses, also of those that are not looked at here.</param>
internal sealed class GroupSearch(IReadOnlyList<TextRow> rows, Both everything, CancellationToken cancellationToken)
{
    /// <summary>What a failure code is a value of.</summary>
    public const string FailureField = "failure";

    private const int MostTerms = 5;
    private const double SameOverlap = 0.6;

    private readonly Fisher _fisher = new(rows.Count);
    private readonly List<Found> _named = [];

    /// <summary>Rows that no cause explains yet.</summary>
    public bool[] IsLeft { get; } = [.. rows.Select(_ => true)];

    public void Take(IEnumerable<int> explained)
    {
        foreach (int row in explained)
        {
            IsLeft[row] = false;
        }
    }

    /// <param name="examples">The rows that stand for those of a group.</param>
    public IEnumerable<(Cause Cause, int[] Rows)> Find(IReadOnlyList<Family> families, int most, Func<Family, int[], IEnumerable<int>> examples)
    {
        // A family that knows more rows holds some that a named group of another would hold if it knew them: they are none of their own.
        for (int named = 0, turns = 0; named < most && turns < 4 * most; turns++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<Found> found = [.. families.SelectMany(Test).OrderByDescending(f => f.Contrast.Explains).ThenByDescending(f => f.Group.Words.Length).ThenBy(f => f.Group.Label, StringComparer.Ordinal)];
            if (found is not [var first, ..])
            {
                yield break;
            }

            int[] own = Left(first.Group.Rows);
            if (!_named.Exists(other => other.Family != first.Family && Overlap(other.Group.Rows, first.Group.Rows, families) > SameOverlap))
            {
                named++;
                _named.Add(first);
                IEnumerable<Found> same = found.Where(f => f.Family.Kind == CauseKind.Term && first.Family.Kind == CauseKind.Term && (f == first || Overlap(own, Left(f.Group.Rows), families) > SameOverlap));
                yield return (CauseOf(first, [.. same.Select(f => f.Group.Words).Distinct().Take(MostTerms)], examples(first.Family, own)), own);
            }

            Take(own);
        }
    }

    private IEnumerable<Found> Test(Family family)
    {
        Both all = Sum(Enumerable.Range(0, rows.Count), family);
        (Group Group, double P, Contrast? Contrast)[] tested = [.. family.Groups.Select(g => (g, family.Test(Sum(g.Rows, family), all, _fisher))).Select(t => (t.g, t.Item2.P, t.Item2.Contrast))];
        double[] q = FalseDiscovery.Adjusted([.. tested.Select(t => t.P)]);
        return tested.Zip(q, (t, own) => (t.Group, t.Contrast, own)).Where(t => t.own <= CauseSearch.FalseShare && t.Contrast?.Explains > 0).Select(t => new Found(family, t.Group, t.Contrast!, t.own));
    }

    private Both Sum(IEnumerable<int> some, Family family)
    {
        Both sum = default;
        foreach (int row in some)
        {
            if (IsLeft[row] && family.Weights[row] is var weight and > 0)
            {
                sum.Add(rows[row].Observation.Score, rows[row].IsLow, rows[row].IsBefore, weight);
            }
        }

        return sum;
    }

    private int[] Left(int[] some) => Array.FindAll(some, row => IsLeft[row]);

    /// <summary>Among the rows that every family knows.</summary>
    private static double Overlap(int[] a, int[] b, IReadOnlyList<Family> families)
    {
        HashSet<int> known = [.. a.Where(Known)];
        int[] others = Array.FindAll(b, Known);
        int both = others.Count(known.Contains);
        return (double)both / Math.Max(1, known.Count + others.Length - both);

        bool Known(int row) => families.All(f => f.Weights[row] > 0);
    }

    private Cause CauseOf(Found found, IReadOnlyList<string> terms, IEnumerable<int> examples) => new()
    {
        Kind = found.Family.Kind,
        IsNamedByJudge = found.Family is NamedFamily,
        Label = found.Group.Label,
        Slice = found.Family.Kind == CauseKind.Failure ? [new Facet(FailureField, found.Group.Words)] : [],
        Effect = found.Contrast.EffectEstimate(),
        Lift = found.Family.Lift(found.Contrast),
        ShareOfDrop = found.Contrast.ShareOfDrop(everything),
        Support = found.Contrast.Count,
        Q = found.Q,
        Explains = found.Contrast.Explains,
        ExampleKeys = [.. examples.Select(row => rows[row].Observation.Key)],
        Terms = terms,
    };

    private sealed record Found(Family Family, Group Group, Contrast Contrast, double Q);
}
