using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>Fleiss' kappa (1971) for any number of raters; items that not all of them labelled are left out.</summary>
public static class FleissKappa
{
    public static Statistic Of(LabelRows rows, int[] counts)
    {
        if (!rows.Scale.HasCategories)
        {
            return Statistic.Undefined($"{rows.Scale.Count} different labels are measurements, not categories");
        }

        var shares = new double[rows.Scale.Count];
        double items = 0;
        double agreement = 0;
        double raters = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int[] row = rows.Distinct[i];
            if (counts[i] == 0 || Array.IndexOf(row, LabelRows.Missing) >= 0)
            {
                continue;
            }

            raters = row.Length;
            items += counts[i];
            double pairs = 0;
            foreach (IGrouping<int, int> label in row.GroupBy(l => l))
            {
                int given = label.Count();
                shares[label.Key] += (double)counts[i] * given;
                pairs += given * (given - 1);
            }

            agreement += counts[i] * pairs / (raters * (raters - 1));
        }

        if (items == 0)
        {
            return Statistic.Undefined("no item was labelled by all raters");
        }

        double expected = shares.Sum(s => s / (items * raters) * (s / (items * raters)));
        return expected >= 1 - 1e-12
            ? Statistic.Undefined("all labels are the same: agreement beyond chance cannot be told from constant labels")
            : Statistic.Of(((agreement / items) - expected) / (1 - expected));
    }
}
