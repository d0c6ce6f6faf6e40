using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>Everything that is said of how two raters agree, or a judge with the truth.</summary>
public static class PairFigures
{
    /// <summary>Of two raters who stand on the same level.</summary>
    /// <param name="rows">Two columns without gaps.</param>
    public static IReadOnlyList<NamedMeasure> OfRaters(LabelRows rows) => rows.N == 0 ? [] :
    [
        new NamedMeasure("agreement", Share(rows)),
        .. Bootstrapped(rows, [.. Coefficients(rows), .. Macro(rows).Where(m => m.Item1 == "macro_f1")]),
        .. Scores(rows),
    ];

    /// <summary>Of a judge, whose labels are the second column, against the truth in the first.</summary>
    /// <param name="positive">The label numbers that count as positive; null: they are not told apart.</param>
    public static IReadOnlyList<NamedMeasure> OfJudge(LabelRows rows, IReadOnlySet<int>? positive) => rows.N == 0 ? [] :
    [
        new NamedMeasure("accuracy", Share(rows)),
        .. Bootstrapped(rows, [.. Coefficients(rows), .. Macro(rows)]),
        .. Rates(rows, positive),
    ];

    /// <summary>Correlations, and how well scores agree as numbers.</summary>
    /// <param name="scores">x is people, y the judge.</param>
    /// <param name="isNumeric">Whether differences mean something.</param>
    public static IReadOnlyList<NamedMeasure> OfScores(PairedScores scores, bool isNumeric) => scores.N < SmallSample.FewestItems
        ? [new NamedMeasure("spearman", new Measured.Undefined(SmallSample.TooFew(scores.N)))]
        :
        [
            .. isNumeric ? (IEnumerable<NamedMeasure>)[new NamedMeasure("pearson", Correlations.MeasuredPearson(scores))] : [],
            new NamedMeasure("spearman", Correlations.MeasuredSpearman(scores)),
            new NamedMeasure("kendall_tau_b", Correlations.MeasuredKendall(scores)),
            .. isNumeric ? scores.Measure([("icc", Icc), ("calibration_slope", MeanBias.Slope), ("calibration_intercept", MeanBias.Intercept)]) : [],
            .. isNumeric ? (IEnumerable<NamedMeasure>)[new NamedMeasure("mean_bias", MeanBias.Of(scores))] : [],
        ];

    private static Measured Share(LabelRows rows) => Measured.Of(rows.Share(r => r[0] == r[1]), "no item was labelled by both");

    private static IReadOnlyList<(string Name, Func<int[], Statistic> Of)> Coefficients(LabelRows rows) =>
    [
        ("cohen_kappa", counts => CohenKappa.Of(rows, counts)),
        ("cohen_kappa_linear", counts => CohenKappa.Of(rows, counts, KappaWeights.Linear)),
        ("cohen_kappa_quadratic", counts => CohenKappa.Of(rows, counts, KappaWeights.Quadratic)),
        ("gwet_ac1", counts => GwetAc1.Of(rows, counts)),
    ];

    private static IReadOnlyList<(string, Func<int[], Statistic>)> Macro(LabelRows rows) => !rows.Scale.HasCategories ? [] :
    [
        ("macro_precision", counts => MacroScores.Precision(ConfusionMatrix.Of(rows, counts))),
        ("macro_recall", counts => MacroScores.Recall(ConfusionMatrix.Of(rows, counts))),
        ("macro_f1", counts => MacroScores.F1(ConfusionMatrix.Of(rows, counts))),
    ];

    private static IEnumerable<NamedMeasure> Rates(LabelRows rows, IReadOnlySet<int>? positive)
    {
        if (positive is null || rows.N < SmallSample.FewestItems)
        {
            string reason = positive is null ? "there are more than two labels; --positive LABEL,... says which ones are good" : SmallSample.TooFew(rows.N);
            return [new NamedMeasure("youden_j", new Measured.Undefined(reason))];
        }

        var rates = BinaryRates.Of(ConfusionMatrix.Of(rows, rows.Counts), positive);
        return
        [
            new NamedMeasure("sensitivity", rates.MeasuredSensitivity),
            new NamedMeasure("specificity", rates.MeasuredSpecificity),
            .. Bootstrapped(rows,
            [
                ("youden_j", counts => Of(counts).Youden),
                ("balanced_accuracy", counts => Of(counts).BalancedAccuracy),
                ("matthews", counts => Of(counts).Matthews),
            ]),
        ];

        BinaryRates Of(int[] counts) => BinaryRates.Of(ConfusionMatrix.Of(rows, counts), positive);
    }

    private static IEnumerable<NamedMeasure> Scores(LabelRows rows) => rows.Scale.IsOrdered && rows.N >= SmallSample.FewestItems
        ? OfScores(PairedScores.Of(rows), rows.Scale.IsNumeric).Where(f => f.Name is not ("calibration_slope" or "calibration_intercept"))
        : [];

    private static IEnumerable<NamedMeasure> Bootstrapped(LabelRows rows, IReadOnlyList<(string Name, Func<int[], Statistic> Of)> statistics) =>
        rows.N < SmallSample.FewestItems ? statistics.Select(s => new NamedMeasure(s.Name, new Measured.Undefined(SmallSample.TooFew(rows.N)))) : rows.Measure(statistics);

    private static Statistic Icc(PairedScores scores, int[] counts) =>
        IntraclassCorrelation.Of([.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).Select(i => (new[] { scores.X[i], scores.Y[i] }, counts[i]))]);
}
