using Assay.Calibrating.Labelling;
using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>Corrects the mean of scores that are known as counts, by those of them that people labelled.</summary>
public static class TrafficCorrection
{
    /// <param name="scores">Of everything that was judged, the labelled among them.</param>
    /// <param name="labelled">With a score of the same judge version.</param>
    /// <param name="split">The same scores by a field that they depend on; null: none.</param>
    public static Correction Of(ScoreHistogram scores, IReadOnlyList<LabelledResponse> labelled, TrafficSplit? split)
    {
        if (scores.Counts.Any(c => c.Weight != scores.Counts[0].Weight))
        {
            return new Correction.Absent("the judge's sample was changed within the range, so that its scores do not stand for all responses alike; choose a range before or after", labelled.Count);
        }

        // One that nobody drew was chosen for a reason that nobody knows.
        LabelledResponse[] drawn = [.. labelled.Where(l => l.Draw is not null)];
        if (drawn.Length == 0)
        {
            return new Correction.Absent($"no labelled response was drawn by chance, so that the {labelled.Count} labelled ones do not stand for the others: `assay label export` draws a queue", labelled.Count);
        }

        Dictionary<(string Stratum, double Score), long> left = Cells(scores, split);
        var items = new List<JudgedItem>();
        foreach (LabelledResponse response in drawn)
        {
            (string, double) cell = (split?.StratumOf(response.Fields) ?? "", response.Judge!.Value);
            // What figures do not count, such as a revision that another replaced, they do not stand for.
            if (left.GetValueOrDefault(cell) > 0)
            {
                left[cell]--;
                items.Add(new JudgedItem(response.Judge.Value, response.Human) { Stratum = split is null ? null : cell.Item1, Cluster = response.Cluster, Probability = response.Draw?.Probability });
            }
        }

        items.AddRange(left.Where(l => l.Value > 0).Select(l => new JudgedItem(l.Key.Score, null) { Stratum = split is null ? null : l.Key.Stratum, Count = checked((int)l.Value) }));
        Correction correction = Correction.Of(items, (scores.Min, scores.Max), scores.DesignEffect);
        return correction is not Correction.Known { Mean: var mean } ? correction : new Correction.Known(mean with
        {
            Raw = scores.Mean()!,
            Warnings =
            [
                .. mean.Warnings,
                .. drawn.Length < labelled.Count ? (string[])[$"{labelled.Count - drawn.Length} labelled responses that were not drawn by chance are left out."] : [],
            ],
        });
    }

    private static Dictionary<(string Stratum, double Score), long> Cells(ScoreHistogram scores, TrafficSplit? split) =>
        (split?.Cells(scores) ?? scores.Counts.Select(c => (Stratum: "", c.Score, c.Count)))
            .GroupBy(c => (c.Stratum, c.Score)).ToDictionary(g => g.Key, g => g.Sum(c => c.Count));
}
