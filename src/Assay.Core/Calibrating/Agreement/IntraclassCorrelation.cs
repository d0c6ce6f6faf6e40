using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>ICC(2,1) of Shrout and Fleiss (1979): absolute agreement of single scores, raters drawn at random; items that all raters scored.</summary>
public static class IntraclassCorrelation
{
    public static Statistic Of(LabelRows rows, int[] counts) => !rows.Scale.IsNumeric
        ? Statistic.Undefined(LabelScale.NoNumbers)
        : Of([.. Complete(rows, counts)]);

    /// <param name="items">The scores of all raters of an item, and how often that item occurs.</param>
    public static Statistic Of(IReadOnlyList<(double[] Scores, int Count)> items)
    {
        double n = items.Sum(i => i.Count);
        if (n < 2 || items[0].Scores.Length < 2)
        {
            return Statistic.Undefined(n < 2 ? "fewer than 2 items were scored by all raters" : "there is only one rater");
        }

        int raters = items[0].Scores.Length;
        double mean = items.Sum(i => i.Count * i.Scores.Sum()) / (n * raters);
        double total = items.Sum(i => i.Count * i.Scores.Sum(s => (s - mean) * (s - mean)));
        double ofItems = items.Sum(i => i.Count * raters * Math.Pow(i.Scores.Average() - mean, 2));
        double ofRaters = Enumerable.Range(0, raters).Sum(r => n * Math.Pow((items.Sum(i => i.Count * i.Scores[r]) / n) - mean, 2));
        double between = ofItems / (n - 1);
        double raterSquare = ofRaters / (raters - 1);
        double error = (total - ofItems - ofRaters) / ((n - 1) * (raters - 1));
        double denominator = between + ((raters - 1) * error) + (raters * (raterSquare - error) / n);
        return denominator <= 1e-12 * (1 + total) ? Statistic.Undefined("all scores are the same") : Statistic.Of((between - error) / denominator);
    }

    private static IEnumerable<(double[], int)> Complete(LabelRows rows, int[] counts)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0 && Array.IndexOf(rows.Distinct[i], LabelRows.Missing) < 0)
            {
                yield return ([.. rows.Distinct[i].Select(l => rows.Scale.Values![l])], counts[i]);
            }
        }
    }
}
