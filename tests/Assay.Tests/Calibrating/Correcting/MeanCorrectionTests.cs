using Assay.Calibrating.Correcting;
using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Calibrating.Correcting;

public sealed class MeanCorrectionTests
{
    /// <summary>Thirty labels with the judge's score beside each, and seventy scores without a label, drawn once; expected values by the formulas of PPI and PPI++ in Python.</summary>
    private static readonly JudgedItem[] Items =
    [
        .. "21 12 44 21 11 44 31 22 54 32 11 21 32 21 32 31 54 44 21 22 31 54 11 55 33 22 44 33 43 21".Split(' ').Select(p => new JudgedItem(p[1] - '0', p[0] - '0')),
        .. "3111535322142532343231123213235113133133324132532342313152333152421111".Select(d => new JudgedItem(d - '0', null)),
    ];

    [Fact]
    public void PPI_equals_the_oracle()
    {
        (Estimate estimate, _) = MeanCorrection.Plain(Items, lambda: 1);

        Assert.Equal(3.1142857142857143, estimate.Mean, 9);
        Assert.Equal(0.19931140318973956, Error(estimate, 1), 3);
    }

    [Fact]
    public void PPI_plus_plus_equals_the_oracle()
    {
        (Estimate estimate, double lambda) = MeanCorrection.Plain(Items);

        Assert.Equal(0.6035395690959364, lambda, 9);
        Assert.Equal(3.016114559966613, estimate.Mean, 9);
        Assert.Equal(0.1601716752002799, Error(estimate, lambda), 3);
    }

    [Fact]
    public void Labels_drawn_with_different_probabilities_count_by_their_inverse()
    {
        JudgedItem[] drawn = [.. Items.Select((item, i) => item.Label is null ? item : item with { Probability = i % 3 == 0 ? 0.5 : 0.1 })];

        Assert.Equal(2.8745454545454545, MeanCorrection.Plain(drawn, lambda: 0.5).Estimate.Mean, 9);
    }

    /// <summary>Without a judge: the mean of the labels with Student's interval.</summary>
    [Fact]
    public void Labels_alone_are_their_mean_with_Students_interval()
    {
        double[] labels = [.. Items.Select(i => i.Label).OfType<double>()];
        Estimate student = Estimate.OfMean(30, labels.Sum(), labels.Sum(l => l * l), 1, 5)!;

        Estimate alone = MeanCorrection.Of(Items, 1, 5)!.LabelsOnly;

        Assert.Equal(student.Mean, alone.Mean, 12);
        Assert.Equal(student.Low!.Value, alone.Low!.Value, 9);
        Assert.Equal(student.High!.Value, alone.High!.Value, 9);
    }

    [Fact]
    public void The_bias_of_the_judge_is_taken_out()
    {
        JudgedItem[] traffic = [.. JudgedTraffic.Draw(new Random(3), labels: 200, others: 5_000, correlation: 0.6)];

        CorrectedMean corrected = MeanCorrection.Of(traffic)!;

        Assert.True(corrected.Raw.High < JudgedTraffic.Truth);
        Assert.InRange(JudgedTraffic.Truth, corrected.Corrected.Low!.Value, corrected.Corrected.High!.Value);
        Assert.False(corrected.JudgeAddsNothing);
        Assert.True(corrected.LabelGain > 1.2);
    }

    [Fact]
    public void Oversampled_labels_do_not_pull_the_mean()
    {
        var random = new Random(8);
        JudgedItem[] traffic = [.. Enumerable.Range(0, 20_000).Select(_ => Drawn(random))];
        double truth = traffic.Average(i => i.Label!.Value);
        // Low scores are labelled ten times as often: the mean of the labels is far too low.
        JudgedItem[] queue = [.. traffic.Select(i => i with { Probability = i.Judge < 2.5 ? 0.1 : 0.01 }).Select(i => random.NextDouble() < i.Probability ? i : i with { Label = null })];
        double naive = queue.Where(i => i.Label is not null).Average(i => i.Label!.Value);

        CorrectedMean corrected = MeanCorrection.Of(queue)!;

        Assert.True(Math.Abs(naive - truth) > 0.3);
        Assert.InRange(truth, corrected.Corrected.Low!.Value, corrected.Corrected.High!.Value);

        static JudgedItem Drawn(Random random)
        {
            double quality = 1 + (4 * random.NextDouble());
            return new JudgedItem(quality + random.NextDouble() - 1, quality);
        }
    }

    [Fact]
    public void Labels_of_one_conversation_are_one_observation()
    {
        JudgedItem[] independent = [.. Items.Select((item, i) => item with { Cluster = $"c{i}" })];
        JudgedItem[] copies = [.. Items.SelectMany((item, i) => Enumerable.Repeat(item with { Cluster = $"c{i}" }, 8))];
        JudgedItem[] naive = [.. copies.Select(c => c with { Cluster = null })];

        double one = Width(MeanCorrection.Of(independent)!.Corrected);
        Assert.Equal(one, Width(MeanCorrection.Of(copies)!.Corrected), 0.15 * one);
        Assert.True(Width(MeanCorrection.Of(naive)!.Corrected) < 0.5 * one);
    }

    [Fact]
    public void Small_strata_are_taken_together_and_unlabelled_ones_are_told()
    {
        JudgedItem[] items = [.. Items.Select((item, i) => item with { Stratum = item.Label is null ? (i % 2 == 0 ? "big" : "unlabelled") : i < 20 ? "big" : i < 25 ? "small" : "tiny" })];

        CorrectedMean corrected = MeanCorrection.Of(items)!;

        Assert.Equal([("big", 20), ("(others together)", 10)], corrected.Strata.Select(s => (s.Stratum, s.Labels)));
        Assert.Contains("No item of unlabelled", Assert.Single(corrected.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stratum_without_labels_joins_the_smallest_that_has_enough()
    {
        JudgedItem[] items = [.. Items.Select((item, i) => item with { Stratum = item.Label is null && i % 5 == 0 ? "unlabelled" : i % 3 == 0 ? "a" : "b" })];

        CorrectedMean corrected = MeanCorrection.Of(items)!;

        Assert.Equal([("b", 20), ("(others together)", 10)], corrected.Strata.Select(s => (s.Stratum, s.Labels)));
    }

    [Fact]
    public void Too_few_labels_give_no_estimate() => Assert.Null(MeanCorrection.Of([.. Items.Skip(21)]));

    [Fact]
    public void Labels_that_are_all_the_same_claim_no_certainty()
    {
        CorrectedMean corrected = MeanCorrection.Of([.. Items.Select(i => i with { Label = i.Label is null ? null : 4 })])!;

        Assert.Equal((4.0, null), (corrected.Corrected.Mean, corrected.Corrected.Low));
    }

    /// <summary>The standard error behind an interval, whose degrees of freedom are near those of the labels.</summary>
    private static double Error(Estimate estimate, double lambda) =>
        (estimate.High!.Value - estimate.Mean) / StudentT.InvCDF(0, 1, 29, 0.975) * (lambda > 0 ? 1 : double.NaN);

    private static double Width(Estimate estimate) => estimate.High!.Value - estimate.Low!.Value;
}
