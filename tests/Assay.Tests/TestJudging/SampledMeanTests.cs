using Assay.Gating.Statistics;

namespace Assay.Tests.TestJudging;

public sealed class SampledMeanTests
{
    [Fact]
    public void The_spread_within_answers_is_pooled()
    {
        // Variances 1, 0 and 4 with one degree of freedom each; 5 / 3 pooled, halved, over 3 answers. t(3) at 95 % is 2.3534.
        SampledMean sampled = SampledMean.Of([[3, 3 + Math.Sqrt(2)], [4, 4], [1, 1 + Math.Sqrt(8)]]);

        double error = Math.Sqrt(5.0 / 3 / 2 * 3) / 3;
        Assert.Equal(sampled.Mean - (2.35336 * error), sampled.AtLeast!.Value, 4);
    }

    [Fact]
    public void One_sample_of_each_says_nothing_about_the_judge()
    {
        Assert.Equal(new SampledMean(2, null), SampledMean.Of([[1], [3]]));
        Assert.Throws<ArgumentException>(() => SampledMean.Of([]));
        Assert.Throws<ArgumentException>(() => SampledMean.Of([[1], []]));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 3)]
    [InlineData(10, 5)]
    public void The_bound_holds_nineteen_times_in_twenty(int answers, int samples)
    {
        var random = new Random(7);
        const int runs = 20_000;
        int held = 0;
        for (int run = 0; run < runs; run++)
        {
            double[][] said = [.. Enumerable.Range(0, answers).Select(a => (double[])[.. Enumerable.Range(0, samples).Select(_ => a + Normal(random))])];
            held += SampledMean.Of(said).AtLeast!.Value <= (answers - 1) / 2.0 ? 1 : 0;
        }

        Assert.InRange((double)held / runs, 0.945, 0.955);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
