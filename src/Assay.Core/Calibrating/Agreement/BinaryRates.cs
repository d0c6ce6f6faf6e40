using Assay.Surfacing;

namespace Assay.Calibrating.Agreement;

/// <summary>How a judge tells one label from all others, against the truth: counts of right and wrong on both sides.</summary>
public sealed record BinaryRates(long TruePositive, long FalseNegative, long FalsePositive, long TrueNegative)
{
    /// <param name="matrix">Rows are the truth.</param>
    /// <param name="positive">The label numbers that count as positive.</param>
    public static BinaryRates Of(ConfusionMatrix matrix, IReadOnlySet<int> positive)
    {
        (long tp, long fn, long fp, long tn) = (0, 0, 0, 0);
        for (int i = 0; i < matrix.Size; i++)
        {
            for (int j = 0; j < matrix.Size; j++)
            {
                long n = matrix[i, j];
                _ = (positive.Contains(i), positive.Contains(j)) switch
                {
                    (true, true) => tp += n,
                    (true, false) => fn += n,
                    (false, true) => fp += n,
                    _ => tn += n,
                };
            }
        }

        return new BinaryRates(tp, fn, fp, tn);
    }

    /// <summary>The share of positives that are found.</summary>
    public Statistic Sensitivity => Share(TruePositive, FalseNegative, "no item is positive by the truth");

    /// <summary>The share of negatives that are found.</summary>
    public Statistic Specificity => Share(TrueNegative, FalsePositive, "every item is positive by the truth");

    /// <summary>Wilson's interval.</summary>
    public Measured MeasuredSensitivity => Measured.Of(Estimate.OfShare(TruePositive + FalseNegative, TruePositive, 0, 1), "no item is positive by the truth");

    /// <summary>Wilson's interval.</summary>
    public Measured MeasuredSpecificity => Measured.Of(Estimate.OfShare(TrueNegative + FalsePositive, TrueNegative, 0, 1), "every item is positive by the truth");

    /// <summary>Youden's J: 0 where the judge carries no information, 1 where it never errs.</summary>
    public Statistic Youden => Both((tpr, tnr) => tpr + tnr - 1);

    public Statistic BalancedAccuracy => Both((tpr, tnr) => (tpr + tnr) / 2);

    /// <summary>Matthews' correlation.</summary>
    public Statistic Matthews
    {
        get
        {
            double product = (double)(TruePositive + FalsePositive) * (TruePositive + FalseNegative) * (TrueNegative + FalsePositive) * (TrueNegative + FalseNegative);
            return product <= 0
                ? Statistic.Undefined("the truth or the judge is the same for every item")
                : Statistic.Of((((double)TruePositive * TrueNegative) - ((double)FalsePositive * FalseNegative)) / Math.Sqrt(product));
        }
    }

    private Statistic Both(Func<double, double, double> of) =>
        Sensitivity is { IsDefined: false } s ? s : Specificity is { IsDefined: false } t ? t : Statistic.Of(of(Sensitivity.Value, Specificity.Value));

    private static Statistic Share(long yes, long no, string otherwise) =>
        yes + no == 0 ? Statistic.Undefined(otherwise) : Statistic.Of((double)yes / (yes + no));
}
