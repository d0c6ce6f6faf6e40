using Assay.Calibrating.Agreement;
using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Annotators;

/// <summary>The rank correlation with the mean of the people but one, averaged over who is left out; what does not change in a resample is worked out once.</summary>
internal sealed class RankedOthers
{
    private readonly (double[] Label, double[] Mean, bool[] IsThere)[] _left;

    public RankedOthers(LabelRows rows, int people, bool isJudge)
    {
        IReadOnlyList<double> values = rows.Scale.Values ?? [.. Enumerable.Range(0, rows.Scale.Count).Select(i => (double)i)];
        _left = [.. Enumerable.Range(0, people).Select(left =>
        {
            var label = new double[rows.Distinct.Count];
            var mean = new double[rows.Distinct.Count];
            var isThere = new bool[rows.Distinct.Count];
            for (int i = 0; i < label.Length; i++)
            {
                int[] row = rows.Distinct[i];
                int own = row[isJudge ? people : left];
                double[] others = [.. Enumerable.Range(0, people).Where(o => o != left && row[o] >= 0).Select(o => values[row[o]])];
                isThere[i] = own >= 0 && row[left] >= 0 && others.Length > 0;
                (label[i], mean[i]) = isThere[i] ? (values[own], others.Average()) : (0, 0);
            }

            return (label, mean, isThere);
        })];
    }

    public Statistic Spearman(int[] counts)
    {
        (double sum, int known) = (0, 0);
        foreach ((double[] label, double[] mean, bool[] isThere) in _left)
        {
            int[] there = [.. counts.Select((c, i) => isThere[i] ? c : 0)];
            if (Correlations.Spearman(label, mean, there) is { IsDefined: true } rho)
            {
                sum += rho.Value;
                known++;
            }
        }

        return known == 0 ? Statistic.Undefined("no item was labelled by two people, or all labels are the same") : Statistic.Of(sum / known);
    }
}
