using Assay.Surfacing;
using Assay.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Regressions;

/// <summary>
/// Streams of 4,000 scores after a baseline of 1,000 that is itself an estimate, looked at after every single one: what the default
/// rules alarm at in health, and how soon after a release that made things worse.
/// </summary>
public sealed class FalseAlarmTests
{
    private const int Scores = 4_000;
    private const double Least = .1;

    [Fact]
    public void Fewer_than_one_healthy_stream_in_a_hundred_raises_any_alarm() => Assert.InRange(FalseAlarms(Population.Overall, 5_000, seed: 20), .002, .01);

    /// <summary>A rate of 1 % gives more than 1.5 % of so few streams once in thirty times.</summary>
    [Theory]
    [InlineData("grades")]
    [InlineData("balanced")]
    [InlineData("pass/fail")]
    public void Nor_does_it_where_scores_are_spread_otherwise(string name)
    {
        Population population = Assert.Single((Population[])[Population.Grades, Population.Balanced, Population.PassOrFail], p => p.Name == name);

        Assert.InRange(FalseAlarms(population, 1_500, seed: 21), .001, .015);
    }

    [Theory]
    [InlineData(.17, 450)]
    [InlineData(.34, 90)]
    [InlineData(.51, 45)]
    public void A_release_that_is_worse_is_found_soon(double deviations, int median)
    {
        var random = new Random(22);
        Population healthy = Population.Overall;
        Population worse = healthy.Worse(deviations);

        int[] delays = [.. Enumerable.Range(0, 4_001).Select(_ => Stream(random, healthy, worse).SinceRelease ?? int.MaxValue).Order()];

        Assert.InRange(delays[2_000], 30, median);
    }

    private static double FalseAlarms(Population healthy, int streams, int seed)
    {
        var random = new Random(seed);
        (int alarms, int releases, int unannounceds) = (0, 0, 0);
        for (int i = 0; i < streams; i++)
        {
            (int? release, bool unannounced) = Stream(random, healthy, healthy);
            releases += release is null ? 0 : 1;
            unannounceds += unannounced ? 1 : 0;
            alarms += release is not null || unannounced ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{healthy.Name}: {alarms} of {streams}, {releases} since the release, {unannounceds} unannounced");
        return (double)alarms / streams;
    }

    private static (int? SinceRelease, bool Unannounced) Stream(Random random, Population before, Population after)
    {
        var baseline = new Baseline(before.Draw(random, 1_000));
        var test = new FallTest(baseline);
        (double total, double sum, double highest) = (0, 0, 0);
        int? found = null;
        for (int n = 1; n <= Scores && (found is null || before == after); n++)
        {
            double score = after.Next(random);
            total += score;
            double fall = baseline.Mean - (total / n);
            if (found is null && n >= MinimumSample.ForMean && fall >= Least && test.Evidence(fall, n, baseline.N) >= Assay.Surfacing.Regressions.FalseAlarms.Main.Evidence)
            {
                found = n;
            }

            sum = Math.Max(0, sum + ChangeSearch.Sum(baseline, baseline.Mean - score, 1));
            highest = Math.Max(highest, sum);
        }

        // No threshold is as low as this: most streams need none.
        return (found, highest >= 40 && highest >= ChangeThreshold.Of(baseline, Assay.Surfacing.Regressions.FalseAlarms.Main.Level));
    }
}
