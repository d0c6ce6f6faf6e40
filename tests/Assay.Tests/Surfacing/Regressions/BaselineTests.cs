using Assay.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Regressions;

public sealed class BaselineTests
{
    /// <summary>By hand: 9 scores and half a one at each end are 10; mean of these 3.3, of the squares (.5 + 36 + 5 x 16 + .5 x 25) / 10 = 12.9.</summary>
    [Fact]
    public void Half_a_score_at_each_end_is_added_to_the_spread_and_not_to_the_mean()
    {
        var baseline = new Baseline(Scored.Of((3, 4), (4, 5)));

        Assert.Equal(32 / 9.0, baseline.Mean, 12);
        Assert.Equal(Math.Sqrt(12.9 - (3.5 * 3.5)), baseline.Sd, 12);
        Assert.Equal(9, baseline.N, 12);
    }

    [Fact]
    public void Scores_that_never_differed_have_a_spread()
    {
        var baseline = new Baseline(Scored.Of((5, 999)));

        Assert.Equal(5, baseline.Mean);
        Assert.InRange(baseline.Sd, .08, .1);
    }

    [Fact]
    public void The_cumulant_begins_like_that_of_normal_scores()
    {
        var baseline = new Baseline(Scored.Of((1, 10), (2, 30), (3, 110), (4, 400), (5, 450)));

        Assert.Equal(0, baseline.Cumulant(0), 12);
        Assert.Equal(.01 * .01 / 2, baseline.Cumulant(.01), 6);
        // Low scores are rarer and farther away than high ones: a fall is likelier by chance than the normal form says.
        Assert.True(baseline.Cumulant(.6) > .6 * .6 / 2);
    }

    /// <summary>By Kish: 100 of weight 1 and 100 of weight 3 say as much as 400² / 1,000 = 160.</summary>
    [Fact]
    public void Weights_and_clusters_leave_fewer_independent_scores()
    {
        var scores = Scored.Of() with { Counts = [new(2, 100, 1), new(4, 100, 3)] };

        Assert.Equal(160, new Baseline(scores).N, 9);
        Assert.Equal(80, new Baseline(scores with { DesignEffect = 2 }).N, 9);
        Assert.Equal(3.5, new Baseline(scores).Mean, 12);
    }
}
