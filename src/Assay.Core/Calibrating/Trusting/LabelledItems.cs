using System.Globalization;
using Assay.Calibrating.Agreement;
using Assay.Calibrating.Labelling;
using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Trusting;

/// <summary>Labelled responses as grades on their scale: what coefficients of agreement are computed from.</summary>
internal sealed class LabelledItems
{
    private const int MostSteps = 10;

    private readonly double[] _values;
    private readonly int[]? _clusters;

    /// <param name="items">At least one, each with a score of the judge; all on one scale.</param>
    public LabelledItems(IReadOnlyList<LabelledResponse> items)
    {
        Items = items;
        HumanLabel first = items[0].Labels[0];
        Ends = (first.Low, first.High);
        IsWhole = first.Low == Math.Floor(first.Low) && first.High == Math.Floor(first.High) && first.High - first.Low <= MostSteps && items.All(i => i.Labels.All(l => l.Score == Math.Floor(l.Score)));
        _values = IsWhole
            ? [.. Enumerable.Range(0, (int)(first.High - first.Low) + 1).Select(step => first.Low + step)]
            : [.. items.SelectMany(i => i.Labels.Select(l => l.Score).Append(i.Judge!.Value)).Distinct().Order()];
        Dictionary<double, string> names = items.SelectMany(i => i.Labels).Where(l => l.Grade is not null).GroupBy(l => l.Score).ToDictionary(g => g.Key, g => g.First().Grade!);
        Scale = new LabelScale([.. _values.Select(v => names.GetValueOrDefault(v) ?? v.ToString("0.##", CultureInfo.InvariantCulture))], _values, IsNumeric: true);
        People = [.. items.SelectMany(i => i.Ratings.Select(l => l.Key.Rater)).Distinct(StringComparer.Ordinal)];
        Truth = [.. items.Select(TruthOf)];
        Judge = [.. items.Select(i => CodeOf(i.Judge!.Value))];
        _clusters = ClustersOf(items);
    }

    public IReadOnlyList<LabelledResponse> Items { get; }

    public (double Low, double High) Ends { get; }

    /// <summary>Grades are whole numbers of a short scale; a mean of several samples of the judge is taken for the nearest.</summary>
    public bool IsWhole { get; }

    public LabelScale Scale { get; }

    public IReadOnlyList<string> People { get; }

    /// <summary>The grade that people give each item; missing where they disagree and nobody has decided.</summary>
    public int[] Truth { get; }

    public int[] Judge { get; }

    /// <summary>People and judge, on items of which people say one thing.</summary>
    public LabelRows Pairs() => Rows(Enumerable.Range(0, Items.Count).Where(i => Truth[i] >= 0), i => [Truth[i], Judge[i]]);

    /// <summary>Everybody's labels, a column for each person, on items that at least two labelled.</summary>
    /// <param name="withJudge">And a last column for the judge.</param>
    public LabelRows Everybody(bool withJudge) =>
        Rows(Enumerable.Range(0, Items.Count).Where(i => Items[i].Ratings.Count() + (withJudge ? 1 : 0) >= 2), i => [.. People.Select(p => CodeOf(i, p)), .. withJudge ? (int[])[Judge[i]] : []]);

    /// <summary>As numbers: people's mean, and the judge's own score.</summary>
    public PairedScores Scores() => new([.. Items.Select(i => i.Human)], [.. Items.Select(i => i.Judge!.Value)], _clusters);

    public IReadOnlyList<double?> ValuesOf(string rater) => [.. Items.Select(i => i.Ratings.Where(l => l.Key.Rater == rater).Select(l => (double?)l.Score).FirstOrDefault())];

    private LabelRows Rows(IEnumerable<int> items, Func<int, int[]> row)
    {
        int[] chosen = [.. items];
        return new LabelRows(Scale, [.. chosen.Select(row)], _clusters is null ? null : [.. chosen.Select(i => _clusters[i])]);
    }

    private int TruthOf(LabelledResponse item) => item.Labels.LastOrDefault(l => l.Key.IsAdjudication) is { } decided
        ? CodeOf(decided.Score)
        : Consensus.Majority([.. item.Ratings.Select(l => CodeOf(l.Score))]);

    private int CodeOf(int item, string person) => Items[item].Ratings.Where(l => l.Key.Rater == person).Select(l => CodeOf(l.Score)).FirstOrDefault(LabelRows.Missing);

    private int CodeOf(double score) => IsWhole
        ? (int)Math.Clamp(Math.Round(score - Ends.Low, MidpointRounding.AwayFromZero), 0, _values.Length - 1)
        : Array.BinarySearch(_values, score);

    /// <summary>Null where no two items belong together.</summary>
    private static int[]? ClustersOf(IReadOnlyList<LabelledResponse> items)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int next = 0;
        int[] clusters = [.. items.Select(i => i.Cluster is not { } cluster ? next++ : numbers.TryGetValue(cluster, out int known) ? known : numbers[cluster] = next++)];
        return next == items.Count ? null : clusters;
    }
}
