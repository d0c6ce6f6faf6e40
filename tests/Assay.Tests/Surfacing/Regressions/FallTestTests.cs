using Assay.Surfacing;
using Assay.Surfacing.Regressions;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Surfacing.Regressions;

public sealed class FallTestTests
{
    /// <summary>For normal scores the mixture has a closed form: 2 Phi(d tau / sqrt(V (V + tau²))) sqrt(V / (V + tau²)) exp(tau² d² / (2 V (V + tau²))).</summary>
    [Theory]
    [InlineData(.05, 100)]
    [InlineData(.2, 100)]
    [InlineData(.15, 400)]
    [InlineData(.4, 60)]
    [InlineData(-.2, 200)]
    [InlineData(0, 1_000)]
    public void Of_normal_scores_the_evidence_is_that_of_Robbins_mixture(double fall, double n)
    {
        var baseline = new Baseline(Normal(sd: .5));
        (double tau, double v, double d) = (FallTest.UsualFall, (1 / n) + (1 / 1_000.0), fall / baseline.Sd);
        double closed = 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, d * tau / Math.Sqrt(v * (v + (tau * tau)))) * Math.Sqrt(v / (v + (tau * tau))) * Math.Exp(tau * tau * d * d / (2 * v * (v + (tau * tau))));

        Assert.InRange(new FallTest(baseline).Evidence(fall, n, 1_000) / closed, .9, 1.1);
    }

    /// <summary>By hand: sd 1, n = n0 = 200, V = .01, tau = .3: sqrt(.01 x .1 / .09 x (2 ln 20 + ln 10)).</summary>
    [Fact]
    public void The_interval_is_that_of_the_normal_mixture()
    {
        var baseline = new Baseline(Scored.Of((2, 1_000_000), (4, 1_000_000)));

        Assert.Equal(Math.Sqrt(.01 * .1 / .09 * (5.991465 + 2.302585)), new FallTest(baseline).HalfWidth(200, 200), 5);
    }

    [Fact]
    public void Evidence_has_a_greatest_value_that_can_be_written() =>
        Assert.Equal(FallTest.Most, new FallTest(new Baseline(Scored.Of((5, 5_000)))).Evidence(4, 1_000_000, 5_000));

    [Fact]
    public void A_rise_is_evidence_against_a_fall() => Assert.True(new FallTest(new Baseline(Normal(.5))).Evidence(-.3, 500, 1_000) < .05);

    private static ScoreHistogram Normal(double sd) =>
        Scored.Of([.. Enumerable.Range(0, 401).Select(i => 1 + (i / 100.0)).Select(x => (x, (long)(1e8 * MathNet.Numerics.Distributions.Normal.PDF(3, sd, x))))]);
}
