namespace Assay.Calibrating.Juries;

/// <summary>Makes one verdict of those of a jury.</summary>
public static class JuryVote
{
    /// <summary>The label with the greatest weight of votes; of equals the one of the heaviest member among them.</summary>
    /// <returns><see cref="Labels.LabelRows.Missing"/> where nobody voted.</returns>
    public static int Weighted(IReadOnlyList<int> verdicts, IReadOnlyList<double> weights, IReadOnlyList<double> trust)
    {
        var votes = Enumerable.Range(0, verdicts.Count).Where(m => verdicts[m] >= 0)
            .GroupBy(m => verdicts[m])
            .Select(g => (Label: g.Key, Weight: g.Sum(m => weights[m]), Trust: g.Max(m => trust[m])))
            .OrderByDescending(v => Math.Round(v.Weight, 12)).ThenByDescending(v => v.Trust).ThenBy(v => v.Label).ToList();
        return votes.Count == 0 ? Labels.LabelRows.Missing : votes[0].Label;
    }

    /// <summary>The label whose number is nearest to the mean; of two as near the lower one.</summary>
    public static int Mean(IReadOnlyList<int> verdicts, IReadOnlyList<double> values)
    {
        double[] given = [.. verdicts.Where(v => v >= 0).Select(v => values[v])];
        if (given.Length == 0)
        {
            return Labels.LabelRows.Missing;
        }

        double mean = given.Average();
        return Enumerable.Range(0, values.Count).MinBy(c => Math.Round(Math.Abs(values[c] - mean), 12));
    }
}
