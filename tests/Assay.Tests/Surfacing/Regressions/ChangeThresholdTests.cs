using Assay.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Regressions;

public sealed class ChangeThresholdTests
{
    /// <summary>
    /// Siegmund (1985): the run length of a cumulative sum of normal scores is (exp(2 k b) - 2 k b - 1) / (2 k²), b = h + 1.166. One alarm
    /// in a hundred streams of 4,000 is a run length of 398,000: h = 31.4 for k = .15, were the mean known.
    /// </summary>
    [Fact]
    public void With_a_mean_that_is_known_it_is_Siegmunds() => Assert.InRange(ChangeThreshold.Of(Normal(1_000_000), .01), 29.5, 33);

    [Fact]
    public void A_mean_that_is_an_estimate_needs_more()
    {
        Assert.InRange(ChangeThreshold.Of(Normal(1_000), .01), 34, 40);
        Assert.True(ChangeThreshold.Of(Normal(1_000), .001) > ChangeThreshold.Of(Normal(1_000), .01) + 8);
    }

    [Fact]
    public void Rare_low_scores_need_more() =>
        Assert.True(ChangeThreshold.Of(new Baseline(Scored.Of((1, 30), (5, 970))), .001) > ChangeThreshold.Of(Normal(1_000), .001) + 10);

    [Fact]
    public void The_same_reference_has_the_same_one() =>
        Assert.Equal(ChangeThreshold.Of(new Baseline(Scored.Of((4, 700), (5, 500))), .001), ChangeThreshold.Of(new Baseline(Scored.Of((4, 700), (5, 500))), .001));

    private static Baseline Normal(int n) =>
        new(Scored.Of([.. Enumerable.Range(0, 81).Select(i => 1 + (i / 20.0)).Select(x => (x, (long)Math.Round(n * .05 * MathNet.Numerics.Distributions.Normal.PDF(3, .6, x))))]));
}
