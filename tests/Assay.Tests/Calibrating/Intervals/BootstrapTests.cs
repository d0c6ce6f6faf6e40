using Assay.Calibrating.Agreement;
using Assay.Calibrating.Intervals;
using Assay.Calibrating.Labels;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Intervals;

public sealed class BootstrapTests
{
    /// <summary>Two raters who agree by chance or because the item is clear: kappa is exactly .6 in the population.</summary>
    [Fact]
    public void The_interval_of_kappa_covers_the_truth_at_its_rate()
    {
        var random = new Random(11);
        LabelScale scale = LabelScale.Of(["0", "1"]);
        int covered = 0;
        const int samples = 200;
        for (int s = 0; s < samples; s++)
        {
            var rows = new LabelRows(scale, [.. Enumerable.Range(0, 100).Select(_ => Item(random))]);
            Estimate kappa = rows.Measure([("kappa", counts => CohenKappa.Of(rows, counts))])[0].Value.Estimate!;
            covered += kappa.Low <= 0.6 && kappa.High >= 0.6 ? 1 : 0;
        }

        Assert.InRange(covered, 0.92 * samples, 0.985 * samples);
    }

    /// <summary>Items of a cluster are copies: an interval that took them for independent would be far too narrow.</summary>
    [Fact]
    public void Clusters_are_drawn_whole()
    {
        var random = new Random(5);
        int[][] distinct = [.. Enumerable.Range(0, 30).Select(_ => Item(random))];
        int[][] copies = [.. distinct.SelectMany(row => Enumerable.Repeat(row, 10))];
        int[] clusters = [.. Enumerable.Range(0, 300).Select(i => i / 10)];
        LabelScale scale = LabelScale.Of(["0", "1"]);

        Estimate once = Kappa(new LabelRows(scale, distinct));
        Estimate naive = Kappa(new LabelRows(scale, copies));
        Estimate clustered = Kappa(new LabelRows(scale, copies, clusters));

        Assert.Equal(once.Mean, clustered.Mean, 12);
        Assert.Equal(Width(once), Width(clustered), 12);
        Assert.True(Width(naive) < Width(clustered) / 2);
    }

    [Fact]
    public void The_same_data_give_the_same_interval() => Assert.Equal(Kappa(FortyItems.Pair), Kappa(FortyItems.Pair));

    [Fact]
    public void Perfect_agreement_shows_no_spread_and_claims_no_certainty()
    {
        Estimate kappa = Kappa(new LabelRows(FortyItems.Scale, [.. Enumerable.Range(0, 50).Select(i => new[] { i % 5, i % 5 })]));

        Assert.Equal(new Estimate(1, null, null, 50), kappa);
    }

    /// <summary>0 of 30 at 5 %: 1 - .05^(1/30). 22 of 1024 ways to split ten as 1 and 9 or worse.</summary>
    [Fact]
    public void Binomial_bounds_and_tests_are_exact()
    {
        Assert.Equal(1 - Math.Pow(0.05, 1 / 30.0), ExactBinomial.UpperBound(0, 30, 0.05), 9);
        Assert.Equal(22 / 1024.0, ExactBinomial.McNemar(1, 9), 9);
        Assert.Equal(1, ExactBinomial.McNemar(0, 0));
        Assert.Equal(1, ExactBinomial.UpperBound(0, 0, 0.05));
    }

    private static int[] Item(Random random)
    {
        int truth = random.Next(2);
        return random.NextDouble() < 0.6 ? [truth, truth] : [random.Next(2), random.Next(2)];
    }

    private static Estimate Kappa(LabelRows rows) => rows.Measure([("kappa", counts => CohenKappa.Of(rows, counts))])[0].Value.Estimate!;

    private static double Width(Estimate estimate) => estimate.High!.Value - estimate.Low!.Value;
}
