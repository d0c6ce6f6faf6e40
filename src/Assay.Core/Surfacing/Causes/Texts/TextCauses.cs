namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// The search through what was said: terms and groups of texts that are alike, in responses that no slice explains; then, where
/// there is a before, through what the judge named more often than it did.
/// </summary>
internal sealed class TextCauses
{
    private const int Most = 5;
    private const int MostExamples = 3;

    /// <summary>So many texts are put in a tree at most: it needs a number for every two of them.</summary>
    private const int MostInTree = 5_000;

    private const int Dimensions = 50;

    /// <summary>A group of more of the texts is no part of them.</summary>
    private const int LargestShare = 3;

    private readonly IReadOnlyList<TextRow> _rows;
    private readonly Both _everything;
    private readonly (Cause Cause, int[] Rows)[] _slices;
    private readonly TermIndex _index = new();
    private readonly bool[] _hasText;

    /// <summary>By the row of each text that is put in the tree.</summary>
    private readonly Dictionary<int, double> _treeWeights;
    private readonly Dictionary<int, (int Feature, float Weight)[]> _features = [];

    /// <param name="rows">Whose texts are looked at, in the order of their keys.</param>
    /// <param name="everything">Of all responses.</param>
    /// <param name="slices">What is explained already.</param>
    public TextCauses(IReadOnlyList<TextRow> rows, Both everything, IReadOnlyList<Cause> slices)
    {
        (_rows, _everything, _hasText) = (rows, everything, new bool[rows.Count]);
        var left = Enumerable.Range(0, rows.Count).ToList();
        _slices = new (Cause, int[])[slices.Count];
        for (int i = 0; i < slices.Count; i++)
        {
            IReadOnlyList<Facet> slice = slices[i].Slice;
            _slices[i] = (slices[i], [.. left.Where(row => slice.All(rows[row].Observation.Facets.Contains))]);
            left.RemoveAll(row => slice.All(rows[row].Observation.Facets.Contains));
        }

        Dictionary<long, int> places = left.ToDictionary(row => rows[row].Observation.Key);
        _treeWeights = TextSample.Draw([.. left.Select(row => rows[row])], MostInTree).ToDictionary(r => places[r.Observation.Key], r => r.Weight);
    }

    public int TextsRead { get; private set; }

    /// <summary>Takes in what was said in the row; rows come in ascending order.</summary>
    public void Add(int row, Said said)
    {
        if (said.Input.Length + said.Output.Length + said.Reasons.Length == 0)
        {
            return;
        }

        var harmless = new Said(said.Key, TermIndex.Harmless(said.Input), TermIndex.Harmless(said.Output), TermIndex.Harmless(said.Reasons));
        _hasText[row] = true;
        TextsRead++;
        _index.Add(row, harmless);
        if (_treeWeights.ContainsKey(row))
        {
            _features.Add(row, TextFeatures.Of(harmless.Input, harmless.Output));
        }
    }

    /// <returns>All causes, with their words; what explains most first.</returns>
    public IReadOnlyList<Cause> Find(CancellationToken cancellationToken)
    {
        _index.Keep(Family.FewestRows, _rows.Count / 2);
        var words = new CauseWords(_rows, _index);
        var search = new GroupSearch(_rows, _everything, cancellationToken);
        var causes = new List<Cause>();
        foreach ((Cause slice, int[] own) in _slices)
        {
            search.Take(own);
            causes.Add(Told(slice, own) with { Terms = words.Within(own) });
        }

        (int[] inTree, float[][] vectors) = Vectors();
        Family[] said = [new SaidFamily(CauseKind.Term, Groups(part => part != TextPart.Reason, _ => true), Weights(_ => true)), Clusters(inTree, vectors)];
        foreach ((Cause cause, int[] own) in search.Find(said, Most, (family, own) => family.Kind == CauseKind.Cluster ? Medoids(own, inTree, vectors) : Lowest(own)))
        {
            IReadOnlyList<string> label = cause.Kind == CauseKind.Cluster ? words.OfCluster(own) : cause.Terms;
            string name = cause.Kind != CauseKind.Cluster ? cause.Label : label.Count == 0 ? "texts that are alike" : $"texts about {string.Join(", ", label)}";
            causes.Add(Told(cause, own) with { Terms = label, Label = name });
        }

        if (_everything.Before.N > 0)
        {
            NamedFamily[] named = [new(CauseKind.Failure, Codes(), Weights(_ => true, isTextNeeded: false)), new(CauseKind.Term, Groups(part => part == TextPart.Reason, row => _rows[row].IsLow), Weights(_ => true))];
            causes.AddRange(search.Find(named, Most, (_, own) => Lowest(own)).Select(c => Told(c.Cause, c.Rows)));
        }

        return [.. causes.OrderByDescending(c => c.Explains)];

        Cause Told(Cause cause, int[] own) => cause with { Reasons = words.Reasons(own), Failures = cause.Kind == CauseKind.Failure ? [] : words.Failures(own) };
    }

    private (int[] Rows, float[][] Vectors) Vectors()
    {
        int[] own = [.. _features.Keys.Order()];
        return (own, LatentVectors.Of([.. own.Select(row => _features[row])], Dimensions));
    }

    private SaidFamily Clusters(int[] inTree, float[][] vectors)
    {
        Group[] nodes = [.. WardTree.Nodes(vectors, Family.FewestRows, inTree.Length / LargestShare).Select(node => new Group("", "", [.. node.Select(i => inTree[i])]))];
        HashSet<int> known = [.. inTree];
        double[] weights = Weights(known.Contains);
        foreach (int row in inTree)
        {
            weights[row] = _treeWeights[row];
        }

        return new SaidFamily(CauseKind.Cluster, nodes, weights);
    }

    private IReadOnlyList<Group> Groups(Func<TextPart, bool> isAsked, Func<int, bool> isIn) =>
        [.. _index.Postings.Where(p => isAsked(p.Term.Part)).Select(p => Group.Of(_index, p.Term, Array.FindAll(p.Rows, row => isIn(row))))];

    private IReadOnlyList<Group> Codes() =>
    [
        .. Enumerable.Range(0, _rows.Count).Where(row => _rows[row].IsLow && _rows[row].Observation.Failure is not null).GroupBy(row => _rows[row].Observation.Failure!)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Group($"{GroupSearch.FailureField}={g.Key}", g.Key, [.. g])),
    ];

    private double[] Weights(Func<int, bool> isKnown, bool isTextNeeded = true) =>
        [.. Enumerable.Range(0, _rows.Count).Select(row => isKnown(row) && (_hasText[row] || !isTextNeeded) ? _rows[row].Weight : 0)];

    /// <summary>The lowest; of equal ones the newest.</summary>
    private IEnumerable<int> Lowest(int[] own) =>
        own.Where(row => !_rows[row].IsBefore).OrderBy(row => _rows[row].Observation.Score).ThenByDescending(row => row).Take(MostExamples);

    /// <summary>Of the low ones, those nearest to the middle of them.</summary>
    private IEnumerable<int> Medoids(int[] own, int[] inTree, float[][] vectors)
    {
        int[] low = [.. own.Where(row => _rows[row].IsLow && !_rows[row].IsBefore)];
        float[][] places = [.. low.Select(row => vectors[Array.BinarySearch(inTree, row)])];
        float[] middle = [.. Enumerable.Range(0, places[0].Length).Select(d => places.Sum(p => p[d]))];
        return low.Zip(places).OrderByDescending(p => p.Second.Zip(middle, (a, b) => a * b).Sum()).ThenByDescending(p => p.First).Take(MostExamples).Select(p => p.First);
    }
}
