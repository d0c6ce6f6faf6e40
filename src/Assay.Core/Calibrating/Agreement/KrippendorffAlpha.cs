using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>
/// Krippendorff's alpha (2011): 1 - observed over expected disagreement of any number of raters, labels missing or not. Labels of items
/// that only one rater labelled pair with nothing and are left out.
/// </summary>
public static class KrippendorffAlpha
{
    public static Statistic Of(LabelRows rows, int[] counts, AlphaMetric metric)
    {
        if (metric == AlphaMetric.Ordinal && !rows.Scale.IsOrdered)
        {
            return Statistic.Undefined(LabelScale.NoOrder);
        }

        if (metric == AlphaMetric.Interval && !rows.Scale.IsNumeric)
        {
            return Statistic.Undefined(LabelScale.NoNumbers);
        }

        double[] totals = Totals(rows, counts);
        double n = totals.Sum();
        if (n == 0)
        {
            return Statistic.Undefined("no item was labelled by two raters");
        }

        // The ordinal distance is that of middle ranks: what stands between two labels, and half of each of them.
        double[] values = metric == AlphaMetric.Ordinal ? MiddleRanks(totals) : [.. rows.Scale.Values ?? []];
        double expected = metric == AlphaMetric.Nominal
            ? (n * n) - totals.Sum(t => t * t)
            : 2 * ((n * totals.Select((t, c) => t * values[c] * values[c]).Sum()) - Square(totals.Select((t, c) => t * values[c]).Sum()));
        if (expected <= n * n * 1e-12)
        {
            return Statistic.Undefined("all labels are the same: agreement beyond chance cannot be told from constant labels");
        }

        double observed = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0 && Given(rows.Distinct[i]) is >= 2 and var given)
            {
                observed += counts[i] * (metric == AlphaMetric.Nominal ? Differing(rows.Distinct[i]) : Spread(rows.Distinct[i], values, given)) / (given - 1);
            }
        }

        return Statistic.Of(1 - ((n - 1) * observed / expected));
    }

    private static double[] Totals(LabelRows rows, int[] counts)
    {
        var totals = new double[rows.Scale.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0 || Given(rows.Distinct[i]) < 2)
            {
                continue;
            }

            foreach (int label in rows.Distinct[i])
            {
                if (label >= 0)
                {
                    totals[label] += counts[i];
                }
            }
        }

        return totals;
    }

    private static double[] MiddleRanks(double[] totals)
    {
        double before = 0;
        var ranks = new double[totals.Length];
        for (int c = 0; c < totals.Length; c++)
        {
            ranks[c] = before + (totals[c] / 2);
            before += totals[c];
        }

        return ranks;
    }

    private static int Given(int[] row)
    {
        int given = 0;
        foreach (int label in row)
        {
            given += label >= 0 ? 1 : 0;
        }

        return given;
    }

    /// <summary>Ordered pairs of different labels.</summary>
    private static double Differing(int[] row)
    {
        int differing = 0;
        for (int a = 0; a < row.Length; a++)
        {
            for (int b = 0; b < row.Length; b++)
            {
                differing += row[a] >= 0 && row[b] >= 0 && row[a] != row[b] ? 1 : 0;
            }
        }

        return differing;
    }

    /// <summary>The sum of the squared differences of ordered pairs.</summary>
    private static double Spread(int[] row, double[] values, int given)
    {
        double sum = 0;
        double squares = 0;
        foreach (int label in row)
        {
            if (label >= 0)
            {
                sum += values[label];
                squares += values[label] * values[label];
            }
        }

        return 2 * ((given * squares) - (sum * sum));
    }

    private static double Square(double x) => x * x;
}
