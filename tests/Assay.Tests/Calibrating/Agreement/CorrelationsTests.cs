using Assay.Calibrating;
using Assay.Calibrating.Agreement;
using Assay.Calibrating.Intervals;

namespace Assay.Tests.Calibrating.Agreement;

public sealed class CorrelationsTests
{
    /// <summary>Anscombe (1973), the first of his four sets.</summary>
    [Fact]
    public void Pearsons_is_that_of_Anscombes_set()
    {
        PairedScores scores = Of([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]);

        Assert.Equal(0.8164205163448399, Correlations.Pearson(scores, scores.Counts).Value, 12);
    }

    /// <summary>Intelligence and hours of television of ten people: -29 / 165 (the example of Wikipedia).</summary>
    [Fact]
    public void Spearmans_is_that_of_the_textbook()
    {
        PairedScores scores = Of([106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]);

        Assert.Equal(-29 / 165.0, Correlations.Spearman(scores, scores.Counts).Value, 12);
    }

    /// <summary>The example in the documentation of scipy.stats.kendalltau.</summary>
    [Fact]
    public void Kendalls_with_ties_is_that_of_scipy()
    {
        PairedScores scores = Of([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]);

        Assert.Equal(-0.47140452079103173, Correlations.KendallB(scores, scores.Counts).Value, 12);
    }

    [Fact]
    public void All_three_equal_the_oracle()
    {
        PairedScores scores = FortyItems.Scores;

        Assert.Equal(0.7669863465279652, Correlations.Pearson(scores, scores.Counts).Value, 12);
        Assert.Equal(0.7547558805045098, Correlations.Spearman(scores, scores.Counts).Value, 12);
        Assert.Equal(0.6372248109602172, Correlations.KendallB(scores, scores.Counts).Value, 12);
    }

    [Fact]
    public void Intervals_are_Fishers_and_those_of_Bonett_and_Wright()
    {
        (double low, double high) = (Correlations.MeasuredPearson(FortyItems.Scores).Estimate!.Low!.Value, Correlations.MeasuredPearson(FortyItems.Scores).Estimate!.High!.Value);
        Assert.Equal(0.5751119941037085, low, 9);
        Assert.Equal(0.8788756770643615, high, 9);

        var ranks = Correlations.MeasuredSpearman(FortyItems.Scores).Estimate!;
        Assert.Equal(0.5214317935346082, ranks.Low!.Value, 9);
        Assert.Equal(0.8830667167443276, ranks.High!.Value, 9);
    }

    [Fact]
    public void Of_very_many_pairs_the_formula_says_what_the_bootstrap_says()
    {
        var random = new Random(2);
        double[] x = [.. Enumerable.Range(0, 1_000).Select(_ => random.NextDouble())];
        PairedScores scores = Of(x, [.. x.Select(v => v + random.NextDouble())]);

        var resampled = Correlations.MeasuredKendall(scores).Estimate!;
        (double low, double high) = FisherInterval.OfKendall(resampled.Mean, 1_000)!.Value;

        Assert.Equal(resampled.Low!.Value, low, tolerance: 0.01);
        Assert.Equal(resampled.High!.Value, high, tolerance: 0.01);
    }

    /// <summary>Against counting every pair, on values with many ties, as a list and as distinct pairs with counts.</summary>
    [Fact]
    public void Kendalls_equals_counting_every_pair()
    {
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            double[] x = [.. Enumerable.Range(0, 30 + round).Select(_ => (double)random.Next(7))];
            double[] y = [.. x.Select(v => v + random.Next(5))];

            PairedScores scores = Of(x, y);

            Assert.Equal(ByPairs(x, y), Correlations.KendallB(scores, scores.Counts).Value, 12);
        }
    }

    [Fact]
    public void A_constant_correlates_with_nothing()
    {
        PairedScores scores = Of([1, 2, 3, 4], [5, 5, 5, 5]);

        Assert.All((Statistic[])[Correlations.Pearson(scores, scores.Counts), Correlations.Spearman(scores, scores.Counts), Correlations.KendallB(scores, scores.Counts)],
            s => Assert.Contains("constant", s.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_on_a_line_claim_no_certainty()
    {
        PairedScores line = Of([.. Enumerable.Range(0, 20).Select(i => (double)i)], [.. Enumerable.Range(0, 20).Select(i => 2.0 * i)]);

        Assert.Equal(1, Correlations.MeasuredPearson(line).Estimate!.Mean, 12);
        Assert.Null(Correlations.MeasuredPearson(line).Estimate!.Low);
        Assert.Null(FisherInterval.OfPearson(0.5, 3));
    }

    private static double ByPairs(double[] x, double[] y)
    {
        (double concordant, double discordant, double tiedX, double tiedY) = (0, 0, 0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = i + 1; j < x.Length; j++)
            {
                double product = (x[i] - x[j]) * (y[i] - y[j]);
                concordant += product > 0 ? 1 : 0;
                discordant += product < 0 ? 1 : 0;
                tiedX += x[i] == x[j] && y[i] != y[j] ? 1 : 0;
                tiedY += y[i] == y[j] && x[i] != x[j] ? 1 : 0;
            }
        }

        return (concordant - discordant) / Math.Sqrt((concordant + discordant + tiedX) * (concordant + discordant + tiedY));
    }

    private static PairedScores Of(double[] x, double[] y) => new(x, y);
}
