namespace Assay.Calibrating.Juries;

/// <summary>How far members err together, and so how many independent votes there are.</summary>
/// <param name="Pairs">Pearson's correlation of the errors of each two; undefined where one never, or always, errs.</param>
/// <param name="Mean">Over the pairs that have one; null where none has.</param>
/// <param name="EffectiveJudges">K / (1 + (K - 1) mean); null without a mean.</param>
public sealed record ErrorCorrelation(IReadOnlyList<(string A, string B, Statistic Value)> Pairs, double? Mean, double? EffectiveJudges)
{
    /// <param name="table">Complete.</param>
    public static ErrorCorrelation Of(JuryTable table)
    {
        int members = table.Members.Count;
        double[][] errors = [.. Enumerable.Range(0, members).Select(m => table.Verdicts.Select((v, i) => Error(table, v[m], table.Truth[i])).ToArray())];
        var pairs = new List<(string, string, Statistic)>();
        for (int a = 0; a < members; a++)
        {
            for (int b = a + 1; b < members; b++)
            {
                var scores = new Agreement.PairedScores(errors[a], errors[b]);
                pairs.Add((table.Members[a], table.Members[b], Agreement.Correlations.Pearson(scores, scores.Counts)));
            }
        }

        double[] known = [.. pairs.Select(p => p.Item3).Where(s => s.IsDefined).Select(s => s.Value)];
        double? mean = known.Length == 0 ? null : known.Average();
        // Members that err the opposite way are worth more than independent ones; beyond the formula's pole no number says how much.
        return new ErrorCorrelation(pairs, mean, mean is { } r && 1 + ((members - 1) * r) > 0 ? members / (1 + ((members - 1) * r)) : null);
    }

    /// <summary>On a numeric scale how far off, else whether it is wrong.</summary>
    private static double Error(JuryTable table, int verdict, int truth) =>
        table.Scale.IsNumeric ? table.Scale.Values![verdict] - table.Scale.Values[truth] : verdict == truth ? 0 : 1;
}
