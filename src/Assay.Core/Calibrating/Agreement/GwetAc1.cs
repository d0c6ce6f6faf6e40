using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>
/// Gwet's AC1 (2008), for any number of raters, labels missing or not: beside kappa it shows where one label is so frequent that kappa
/// falls although the raters agree.
/// </summary>
public static class GwetAc1
{
    public static Statistic Of(LabelRows rows, int[] counts)
    {
        int labels = rows.Scale.Count;
        if (!rows.Scale.HasCategories || labels < 2)
        {
            return Statistic.Undefined(labels < 2 ? "there is only one label" : $"{labels} different labels are measurements, not categories");
        }

        var shares = new double[labels];
        double items = 0;
        double paired = 0;
        double agreement = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int[] given = [.. rows.Distinct[i].Where(l => l >= 0)];
            if (counts[i] == 0 || given.Length == 0)
            {
                continue;
            }

            items += counts[i];
            double pairs = 0;
            foreach (IGrouping<int, int> label in given.GroupBy(l => l))
            {
                int times = label.Count();
                shares[label.Key] += counts[i] * (double)times / given.Length;
                pairs += times * (times - 1);
            }

            if (given.Length > 1)
            {
                paired += counts[i];
                agreement += counts[i] * pairs / (given.Length * (given.Length - 1));
            }
        }

        if (paired == 0)
        {
            return Statistic.Undefined("no item was labelled by two raters");
        }

        double expected = shares.Sum(s => s / items * (1 - (s / items))) / (labels - 1);
        return Statistic.Of(((agreement / paired) - expected) / (1 - expected));
    }
}
