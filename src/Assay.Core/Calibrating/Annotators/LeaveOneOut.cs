using Assay.Calibrating.Agreement;
using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Annotators;

/// <summary>
/// How well somebody agrees with people of whom one is left out in turn: for the people themselves, each against the others, that is
/// what a judge can reach at most; for a judge, the figure to set beside it.
/// </summary>
public static class LeaveOneOut
{
    /// <param name="rows">A column per person, and after them that of the judge, where there is one.</param>
    /// <param name="people">How many columns are people.</param>
    public static IReadOnlyList<NamedMeasure> Of(LabelRows rows, int people)
    {
        bool isJudge = rows.Distinct.Count > 0 && rows.Distinct[0].Length > people;
        if (people < 2 || rows.N < SmallSample.FewestItems)
        {
            string reason = people < 2 ? "what people reach among themselves is known only where two label the same items" : SmallSample.TooFew(rows.N);
            return [new NamedMeasure("agreement", new Measured.Undefined(reason))];
        }

        var ranked = new RankedOthers(rows, people, isJudge);
        (string, Func<int[], Statistic>)[] statistics =
        [
            ("agreement", counts => Agreement(rows, counts, people, isJudge)),
            ("cohen_kappa", counts => Kappa(rows, counts, people, isJudge)),
            .. rows.Scale is { IsNumeric: true, Count: > 2 } ? (IEnumerable<(string, Func<int[], Statistic>)>)[("spearman", ranked.Spearman)] : [],
        ];
        return rows.Measure(statistics);
    }

    /// <summary>The share of the others who gave the same label, on average.</summary>
    private static Statistic Agreement(LabelRows rows, int[] counts, int people, bool isJudge)
    {
        double sum = 0;
        double n = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int[] row = rows.Distinct[i];
            for (int left = 0; left < people && counts[i] > 0; left++)
            {
                int label = row[isJudge ? people : left];
                (int others, int same) = (0, 0);
                for (int other = 0; other < people; other++)
                {
                    others += other != left && row[other] >= 0 ? 1 : 0;
                    same += other != left && row[other] >= 0 && row[other] == label ? 1 : 0;
                }

                if (label >= 0 && row[left] >= 0 && others > 0)
                {
                    sum += counts[i] * (double)same / others;
                    n += counts[i];
                }
            }
        }

        return n == 0 ? Statistic.Undefined("no item was labelled by two people") : Statistic.Of(sum / n);
    }

    /// <summary>The mean of the kappas with each person.</summary>
    private static Statistic Kappa(LabelRows rows, int[] counts, int people, bool isJudge)
    {
        if (!rows.Scale.HasCategories)
        {
            return Statistic.Undefined("the labels are measurements, not categories");
        }

        (double sum, int pairs) = (0, 0);
        for (int a = 0; a < people; a++)
        {
            for (int b = isJudge ? people : a + 1; b < (isJudge ? people + 1 : people); b++)
            {
                if (CohenKappa.Of(ConfusionMatrix.Of(rows, counts, a, b)) is { IsDefined: true } kappa)
                {
                    sum += kappa.Value;
                    pairs++;
                }
            }
        }

        return pairs == 0 ? Statistic.Undefined("no two have items in common, or all their labels are the same") : Statistic.Of(sum / pairs);
    }
}
