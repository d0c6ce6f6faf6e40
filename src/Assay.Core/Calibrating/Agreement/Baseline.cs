using Assay.Calibrating.Labels;
using Assay.Calibrating.Pairwise;

namespace Assay.Calibrating.Agreement;

/// <summary>What somebody reaches who does not look: always the most frequent label, always the longest answer. A judge must be better.</summary>
public sealed record Baseline(string Name, int N, IReadOnlyList<NamedMeasure> Figures)
{
    /// <param name="truth">The true label of each item, or missing.</param>
    public static IReadOnlyList<Baseline> Of(LabelTable table, IReadOnlyList<int> truth, IReadOnlyDictionary<string, ItemLengths> lengths)
    {
        int[] known = [.. Enumerable.Range(0, truth.Count).Where(i => truth[i] >= 0)];
        if (known.Length == 0 || !table.Scale.HasCategories)
        {
            return [];
        }

        int frequent = known.GroupBy(i => truth[i]).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        return
        [
            Measure($"constant ({table.Scale.Names[frequent]})", [.. known.Select(i => (i, frequent))]),
            .. Longest() is { } longest ? (IEnumerable<Baseline>)[longest] : [],
        ];

        Baseline? Longest()
        {
            Preference?[] meaning = [.. table.Scale.Names.Select(PreferenceText.TryRead)];
            (int first, int second, int tie) = (Array.IndexOf(meaning, Preference.First), Array.IndexOf(meaning, Preference.Second), Array.IndexOf(meaning, Preference.Tie));
            (int, int)[] predicted = [.. known.Select(i => (Item: i, Lengths: lengths.GetValueOrDefault(table.Items[i])))
                .Where(i => i.Lengths?.Second is not null)
                .Select(i => (i.Item, Label: i.Lengths!.First.CompareTo(i.Lengths.Second!.Value) switch { > 0 => first, < 0 => second, _ => tie }))
                .Where(i => i.Label >= 0)];
            return first < 0 || second < 0 || predicted.Length == 0 ? null : Measure("longest", predicted);
        }

        Baseline Measure(string name, IReadOnlyList<(int Item, int Label)> predicted)
        {
            var rows = new LabelRows(table.Scale, [.. predicted.Select(p => new[] { truth[p.Item], p.Label })], table.ClustersOf([.. predicted.Select(p => p.Item)]));
            return new Baseline(name, rows.N, [.. PairFigures.OfJudge(rows, null).Where(f => f.Name is "accuracy" or "cohen_kappa" or "macro_f1")]);
        }
    }

    /// <summary>How the length of an answer alone goes with the scores of people; null where lengths or numeric scores are not known.</summary>
    public static Baseline? OfLength(LabelTable table, IReadOnlyList<double?> means, IReadOnlyDictionary<string, ItemLengths> lengths)
    {
        int[] known = [.. Enumerable.Range(0, means.Count).Where(i => means[i] is not null && lengths.GetValueOrDefault(table.Items[i]) is { Second: null })];
        return known.Length < SmallSample.FewestItems
            ? null
            : new Baseline("length", known.Length,
                [new NamedMeasure("spearman", Correlations.MeasuredSpearman(new PairedScores([.. known.Select(i => means[i]!.Value)], [.. known.Select(i => lengths[table.Items[i]].First)], table.ClustersOf(known))))]);
    }
}
