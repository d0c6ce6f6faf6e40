using Assay.Surfacing;

namespace Assay.Tests.Surfacing;

public sealed class ScoreHistogramTests
{
    [Fact]
    public void Mean_and_interval_are_those_of_the_single_values()
    {
        Estimate mean = Histogram(1, 5, (2, 3), (3, 4), (4, 3)).Mean()!;

        Assert.Equal(10, mean.N);
        Assert.Equal(3, mean.Mean, 12);
        Assert.Equal(3 - 0.5840865, mean.Low!.Value, 6);
        Assert.Equal(3 + 0.5840865, mean.High!.Value, 6);
    }

    [Fact]
    public void A_far_away_scale_loses_no_digits()
    {
        const double far = 1e9;

        Estimate near = Histogram(1, 5, (2, 3), (3, 4), (4, 3)).Mean()!;
        Estimate moved = Histogram(far + 1, far + 5, (far + 2, 3), (far + 3, 4), (far + 4, 3)).Mean()!;

        Assert.Equal(near.Low!.Value, moved.Low!.Value - far, 6);
        Assert.Equal(near.High!.Value, moved.High!.Value - far, 6);
    }

    [Fact]
    public void A_histogram_of_nothing_has_no_mean() => Assert.Null(Histogram(1, 5).Mean());

    [Fact]
    public void One_score_has_a_mean_and_no_interval() => Assert.Equal(new Estimate(4, null, null, 1), Histogram(1, 5, (4, 1)).Mean());

    [Fact]
    public void The_mean_of_any_scores_equals_the_plain_one()
    {
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            (double Score, long Count)[] counts = [.. Enumerable.Range(1, 10).Select(s => ((double)s, (long)random.Next(0, 50)))];
            double[] values = [.. counts.SelectMany(c => Enumerable.Repeat(c.Score, (int)c.Count))];

            Estimate mean = Histogram(1, 10, counts).Mean()!;

            Assert.Equal(values.Average(), mean.Mean, 9);
            Assert.Equal(Estimate.OfMean(values.Length, values.Sum(), values.Sum(v => v * v), 1, 10)!.Low!.Value, mean.Low!.Value, 9);
        }
    }

    [Fact]
    public void A_scale_of_few_whole_numbers_has_a_bar_for_each()
    {
        Assert.Equal([0, 3, 4, 2, 1], Histogram(1, 5, (2, 3), (3, 4), (4, 2), (5, 1)).Bars());
        Assert.Equal([5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7], Histogram(0, 10, (0, 5), (10, 7)).Bars());
    }

    [Fact]
    public void A_fraction_counts_for_the_nearest_whole_number() => Assert.Equal([0, 0, 1, 0, 2], Histogram(1, 5, (3.4, 1), (4.5, 2)).Bars());

    [Fact]
    public void Pass_and_fail_have_two_bars() => Assert.Equal([2, 8], Histogram(0, 1, (0, 2), (1, 8)).Bars());

    [Fact]
    public void Any_other_scale_has_ten_equal_bars()
    {
        Assert.Equal([1, 0, 0, 0, 0, 2, 0, 0, 0, 4], Histogram(0, 1, (0, 1), (0.5, 2), (1, 4)).Bars());
        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 0, 0, 1], Histogram(0, 100, (29, 1), (100, 1)).Bars());
    }

    [Fact]
    public void No_score_falls_out_of_the_bars()
    {
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            int max = random.Next(1, 40);
            (double Score, long Count)[] counts = [.. Enumerable.Range(0, 20).Select(_ => (random.NextDouble() * max, (long)random.Next(1, 9)))];

            Assert.Equal(counts.Sum(c => c.Count), Histogram(0, max, counts).Bars().Sum());
        }
    }

    private static ScoreHistogram Histogram(double min, double max, params (double Score, long Count)[] counts) => new("overall", min, max, [.. counts.Select(c => (ScoreCount)c)]);

    [Fact]
    public void Pass_and_fail_get_an_interval_that_never_claims_certainty()
    {
        Estimate mean = Histogram(0, 1, (1, 10)).Mean()!;

        Assert.Equal(1, mean.Mean);
        Assert.InRange(mean.Low!.Value, 0.72, 0.73);
    }

    [Fact]
    public void Fractions_that_are_all_the_same_have_no_interval() => Assert.Equal(new Estimate(0.1, null, null, 7), Histogram(0, 1, (0.1, 7)).Mean());
}
