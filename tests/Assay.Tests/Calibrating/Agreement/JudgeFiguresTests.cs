using Assay.Calibrating;
using Assay.Calibrating.Agreement;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Agreement;

public sealed class JudgeFiguresTests
{
    private static readonly ConfusionMatrix Pair = ConfusionMatrix.Of(FortyItems.Pair, FortyItems.Pair.Counts);

    /// <summary>The example in scikit-learn's documentation: truth 0 1 2 0 1 2, predicted 0 2 1 0 0 1.</summary>
    [Fact]
    public void Macro_scores_are_those_of_scikit_learn()
    {
        var matrix = new ConfusionMatrix(new long[,] { { 2, 0, 0 }, { 1, 0, 1 }, { 0, 2, 0 } });

        Assert.Equal(2 / 9.0, MacroScores.Precision(matrix).Value, 12);
        Assert.Equal(1 / 3.0, MacroScores.Recall(matrix).Value, 12);
        Assert.Equal(4 / 15.0, MacroScores.F1(matrix).Value, 12);
    }

    [Fact]
    public void Macro_scores_equal_the_oracle()
    {
        Assert.Equal(0.4664285714285714, MacroScores.Precision(Pair).Value, 12);
        Assert.Equal(0.47904761904761906, MacroScores.Recall(Pair).Value, 12);
        Assert.Equal(0.4687179487179487, MacroScores.F1(Pair).Value, 12);
    }

    [Fact]
    public void A_label_that_nobody_gave_is_left_out_of_the_average() =>
        Assert.Equal(1, MacroScores.F1(new ConfusionMatrix(new long[,] { { 3, 0, 0 }, { 0, 0, 0 }, { 0, 0, 4 } })).Value, 12);

    /// <summary>The example in scikit-learn's documentation of matthews_corrcoef: -.33.</summary>
    [Fact]
    public void Matthews_correlation_is_that_of_scikit_learn() => Assert.Equal(-1 / 3.0, new BinaryRates(2, 1, 1, 0).Matthews.Value, 12);

    [Fact]
    public void Rates_of_good_labels_equal_the_oracle()
    {
        BinaryRates rates = BinaryRates.Of(Pair, new HashSet<int> { 3, 4 });

        Assert.Equal(new BinaryRates(10, 1, 2, 20), rates);
        Assert.Equal(0.8181818181818181, rates.Youden.Value, 12);
        Assert.Equal((1 + 0.8181818181818181) / 2, rates.BalancedAccuracy.Value, 12);
        Assert.Equal(0.8017837257372732, rates.Matthews.Value, 12);
        Assert.Equal(Estimate.OfShare(11, 10, 0, 1), rates.MeasuredSensitivity.Estimate);
    }

    [Fact]
    public void Without_positives_there_is_no_sensitivity_and_no_J()
    {
        var rates = new BinaryRates(0, 0, 3, 20);

        Assert.Contains("no item is positive", rates.Youden.Reason, StringComparison.Ordinal);
        Assert.False(rates.Matthews.IsDefined);
        Assert.True(rates.Specificity.IsDefined);
    }

    [Fact]
    public void Bias_slope_and_intercept_equal_the_oracle()
    {
        Assert.Equal(0.708994708994709, MeanBias.Slope(FortyItems.Scores, FortyItems.Scores.Counts).Value, 12);
        Assert.Equal(0.8465608465608465, MeanBias.Intercept(FortyItems.Scores, FortyItems.Scores.Counts).Value, 12);
        Assert.Equal(0, MeanBias.Of(FortyItems.Scores).Estimate!.Mean, 12);
    }

    [Fact]
    public void Bias_of_clusters_has_a_wider_interval()
    {
        double[] people = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 5))];
        double[] judge = [.. people.Select((p, i) => p + (i / 10 % 2 == 0 ? 0.5 : -0.3))];
        Estimate alone = MeanBias.Of(new PairedScores(people, judge)).Estimate!;
        Estimate clustered = MeanBias.Of(new PairedScores(people, judge, [.. Enumerable.Range(0, 40).Select(i => i / 10)])).Estimate!;

        Assert.Equal(0.1, alone.Mean, 12);
        Assert.True(clustered.High - clustered.Low > 2 * (alone.High - alone.Low));
    }

    /// <summary>Bland and Altman (1986): peak flow of seventeen people by two meters, mean difference -2.1, limits -79.7 and 75.5 (with 2 deviations).</summary>
    [Fact]
    public void Limits_of_agreement_are_those_of_their_authors()
    {
        double[] large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
        double[] mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];

        BlandAltman limits = BlandAltman.Of([.. large.Zip(mini, (l, m) => l - m)])!;

        Assert.Equal(-2.1, limits.Bias.Mean, 1);
        Assert.Equal(38.8, limits.Deviation, 1);
        Assert.Equal(-79.7, limits.Bias.Mean - (2 * limits.Deviation), tolerance: 0.1);
        Assert.Equal(75.5, limits.Bias.Mean + (2 * limits.Deviation), tolerance: 0.1);
        // Their own interval of the lower limit, -114.3 to -45.1, is that of 2 deviations; its half width is the same.
        Assert.Equal((114.3 - 45.1) / 2, (limits.Lower.High!.Value - limits.Lower.Low!.Value) / 2, 0);
    }
}
