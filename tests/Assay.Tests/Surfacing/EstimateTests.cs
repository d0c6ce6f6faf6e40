using Assay.Surfacing;

namespace Assay.Tests.Surfacing;

public sealed class EstimateTests
{
    [Fact]
    public void Over_nothing_there_is_no_estimate() => Assert.Null(Estimate.OfMean(0, 0, 0, 1, 5));

    [Fact]
    public void One_value_has_a_mean_and_no_interval() => Assert.Equal(new Estimate(4, null, null, 1), Of(1, 5, 4));

    [Fact]
    public void The_interval_is_Students()
    {
        // Variance 2.5, t(0.975; 4) = 2.776445: 3 -+ 2.776445 * sqrt(2.5 / 5).
        Estimate five = Of(0, 10, 1, 2, 3, 4, 5)!;
        Assert.Equal(3, five.Mean, 12);
        Assert.Equal(1.036757, five.Low!.Value, 6);
        Assert.Equal(4.963243, five.High!.Value, 6);

        // Variance 6/10 * 10/9 = 2/3, t(0.975; 9) = 2.262157: 3 -+ 2.262157 * sqrt(2 / 30).
        Estimate ten = Of(1, 5, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4)!;
        Assert.Equal(3 - 0.5840865, ten.Low!.Value, 6);
        Assert.Equal(3 + 0.5840865, ten.High!.Value, 6);
    }

    [Fact]
    public void Two_values_have_the_interval_of_one_degree_of_freedom()
    {
        // t(0.975; 1) = 12.706205, half width 12.706205 * sqrt(0.5 / 2).
        Estimate two = Of(-100, 100, 3, 4)!;
        Assert.Equal(3.5 - 6.353102, two.Low!.Value, 6);
        Assert.Equal(3.5 + 6.353102, two.High!.Value, 6);
    }

    [Fact]
    public void The_interval_stays_on_the_scale()
    {
        Estimate estimate = Of(1, 5, 1, 5)!;

        Assert.Equal((1d, 5d), (estimate.Low, estimate.High));
    }

    [Fact]
    public void Values_that_are_all_the_same_claim_no_certainty() => Assert.Equal(new Estimate(4, null, null, 3), Of(1, 5, 4, 4, 4));

    /// <summary>Worked by hand from Wilson (1927): the score interval for 8 of 10 is .490 to .943; for 10 of 10, .722 to 1.</summary>
    [Theory]
    [InlineData(8, 0.8, 0.4902, 0.9433)]
    [InlineData(10, 1.0, 0.7225, 1.0)]
    [InlineData(0, 0.0, 0.0, 0.2775)]
    public void A_share_has_Wilsons_interval(long passed, double mean, double low, double high)
    {
        Estimate estimate = Estimate.OfShare(10, passed, 0, 1)!;

        Assert.Equal((mean, low, high), (estimate.Mean, Math.Round(estimate.Low!.Value, 4), Math.Round(estimate.High!.Value, 4)));
    }

    [Fact]
    public void A_share_on_another_scale_is_mapped_to_it()
    {
        Estimate estimate = Estimate.OfShare(10, 8, 1, 5)!;

        Assert.Equal((4.2, 2.9606, 4.7733), (estimate.Mean, Math.Round(estimate.Low!.Value, 4), Math.Round(estimate.High!.Value, 4)));
    }

    [Fact]
    public void The_interval_covers_the_true_mean_at_its_stated_rate()
    {
        (double Score, double Share)[] scores = [(1, 0.05), (2, 0.10), (3, 0.20), (4, 0.35), (5, 0.30)];
        double truth = scores.Sum(s => s.Score * s.Share);
        var random = new Random(20260131);
        const int samples = 2_000;
        int covered = 0;
        for (int i = 0; i < samples; i++)
        {
            Estimate estimate = Of(1, 5, [.. Enumerable.Range(0, 30).Select(_ => Draw(random.NextDouble()))])!;
            covered += estimate.Low <= truth && truth <= estimate.High ? 1 : 0;
        }

        Assert.InRange(covered / (double)samples, 0.93, 0.97);

        double Draw(double u)
        {
            int i = 0;
            for (; i < scores.Length - 1 && u >= scores[i].Share; i++)
            {
                u -= scores[i].Share;
            }

            return scores[i].Score;
        }
    }

    private static Estimate? Of(double min, double max, params double[] values) =>
        Estimate.OfMean(values.Length, values.Sum(), values.Sum(v => v * v), min, max);

    /// <summary>Residuals -11/6, -5/6, 1/6, 7/6 with weights 1, 1, 2, 2: as R's survey package computes it.</summary>
    [Fact]
    public void Values_that_were_drawn_with_different_probabilities_weigh_as_many_as_they_stand_for()
    {
        Estimate mean = Estimate.OfWeighted([new ScoreCount(1, 1), new ScoreCount(2, 1), new ScoreCount(3, 1, 2), new ScoreCount(4, 1, 2)], 0, 10)!;

        Assert.Equal(17 / 6.0, mean.Mean, 12);
        Assert.Equal(0.596634, (mean.High!.Value - mean.Mean) / 3.182446305284, 5);
        Assert.Equal(4, mean.N);
    }

    [Fact]
    public void Equal_weights_give_what_no_weights_give()
    {
        (double, long)[] counts = [(1, 3), (2, 5), (4, 9), (5, 2)];
        Estimate plain = new ScoreHistogram("overall", 1, 5, [.. counts.Select(c => (ScoreCount)c)]).Mean()!;
        Estimate weighted = Estimate.OfWeighted([.. counts.Select(c => new ScoreCount(c.Item1, c.Item2, 4))], 1, 5)!;

        Assert.Equal((plain.Mean, plain.Low!.Value, plain.N), (weighted.Mean, weighted.Low!.Value, weighted.N), Nearly);
    }

    /// <summary>A tenth of the good and all of the bad are judged: the mean over all is found again, and its interval holds.</summary>
    [Fact]
    public void The_interval_of_a_weighted_mean_covers_the_truth_about_as_often_as_it_says()
    {
        var random = new Random(11);
        const int trials = 2_000;
        int covered = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            var counts = new List<ScoreCount>();
            for (int i = 0; i < 2_000; i++)
            {
                bool isBad = random.NextDouble() < 0.2;
                double probability = isBad ? 1 : 0.1;
                if (random.NextDouble() < probability)
                {
                    counts.Add(new ScoreCount(isBad ? random.Next(1, 3) : random.Next(3, 6), 1, 1 / probability));
                }
            }

            // 0.2 x 1.5 + 0.8 x 4
            Estimate mean = Estimate.OfWeighted(counts, 1, 5)!;
            covered += mean.Low <= 3.5 && 3.5 <= mean.High ? 1 : 0;
        }

        Assert.InRange(covered / (double)trials, 0.935, 0.965);
    }

    private static bool Nearly((double, double, long) a, (double, double, long) b) =>
        Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9 && a.Item3 == b.Item3;
}
