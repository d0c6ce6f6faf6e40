using Assay.Calibrating.Correcting;
using Assay.Surfacing;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Calibrating.Correcting;

/// <summary>What the intervals of corrected means promise, in two thousand simulated samples each; `eng/bench correct` does the same for more labels and more traffic.</summary>
public sealed class CoverageTests
{
    private const int MostSamples = 2_000;

    /// <summary>A judge with an R² of .35.</summary>
    private static readonly double Useful = Math.Sqrt(0.35);

    [Theory]
    [InlineData(50, true)]
    [InlineData(100, true)]
    [InlineData(50, false)]
    [InlineData(100, false)]
    public void Intervals_cover_the_truth_at_their_rate(int labels, bool hasStrata)
    {
        (double coverage, _, _) = Simulate(labels, Useful, hasStrata);

        Assert.InRange(coverage, 0.94, 0.965);
    }

    /// <summary>What is drawn thrice as often counts a third; users' responses are alike, and all or none of them are labelled.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_do_so_too_where_labels_are_drawn_unevenly_or_by_the_user(bool isUneven)
    {
        var random = new Random(11);
        int covered = 0;
        for (int s = 0; s < MostSamples; s++)
        {
            JudgedItem[] items = [.. JudgedTraffic.Draw(random, 100, 600, Useful).Select(i => i with { Stratum = null })];
            CorrectedMean corrected = MeanCorrection.Of(isUneven ? [.. Unevenly(random, items)] : [.. ByUser(random, items)])!;
            covered += corrected.Corrected.Low <= JudgedTraffic.Truth && corrected.Corrected.High >= JudgedTraffic.Truth ? 1 : 0;
        }

        Assert.InRange((double)covered / MostSamples, 0.94, 0.965);
    }

    /// <summary>By what the judge says, as a queue draws what is uncertain.</summary>
    private static IEnumerable<JudgedItem> Unevenly(Random random, JudgedItem[] items)
    {
        JudgedItem[] labelled = [.. JudgedTraffic.Draw(random, items.Length, 0, Useful)];
        foreach (JudgedItem item in labelled)
        {
            double probability = item.Judge < 2.6 ? 0.21 : 0.07;
            yield return item with { Stratum = null, Label = random.NextDouble() < probability ? item.Label : null, Probability = probability };
        }
    }

    private static IEnumerable<JudgedItem> ByUser(Random random, JudgedItem[] items)
    {
        double user = 0;
        for (int i = 0; i < items.Length; i++)
        {
            user = i % 5 == 0 ? Normal.Sample(random, 0, 0.5) : user;
            yield return items[i] with { Judge = items[i].Judge + (0.4 * user), Label = items[i].Label + user, Cluster = $"user{i / 5}" };
        }
    }

    [Fact]
    public void A_useful_judge_and_strata_narrow_the_interval_to_four_fifths()
    {
        (_, double ratio, _) = Simulate(200, Useful, hasStrata: true, samples: 300);

        Assert.InRange(ratio, 0.5, 0.8);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_useless_judge_costs_nothing(bool hasStrata)
    {
        (double coverage, _, double widest) = Simulate(200, 0, hasStrata, samples: 300);

        Assert.InRange(coverage, 0.91, 0.985);
        Assert.InRange(widest, 0.5, 1.02);
    }

    /// <summary>Coverage, the mean width over that of the labels alone, and the largest of those ratios.</summary>
    private static (double Coverage, double Ratio, double Widest) Simulate(int labels, double correlation, bool hasStrata, int samples = MostSamples)
    {
        var random = new Random(labels + (hasStrata ? 1 : 0));
        int covered = 0;
        var ratios = new List<double>();
        for (int s = 0; s < samples; s++)
        {
            JudgedItem[] items = [.. JudgedTraffic.Draw(random, labels, 6 * labels, correlation)];
            CorrectedMean corrected = MeanCorrection.Of(hasStrata ? items : [.. items.Select(i => i with { Stratum = null })])!;
            covered += corrected.Corrected.Low <= JudgedTraffic.Truth && corrected.Corrected.High >= JudgedTraffic.Truth ? 1 : 0;
            ratios.Add(Width(corrected.Corrected) / Width(corrected.LabelsOnly));
        }

        return ((double)covered / samples, ratios.Average(), ratios.Max());
    }

    private static double Width(Estimate estimate) => estimate.High!.Value - estimate.Low!.Value;
}
