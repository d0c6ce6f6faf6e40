using Assay.Calibrating.Anchors;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Calibrating.Anchors;

public sealed class TrickleTestTests
{
    private const int Anchors = 150;

    [Fact]
    public void Looked_at_after_every_anchor_a_judge_that_did_not_move_is_seldom_suspected()
    {
        int suspected = Enumerable.Range(0, 100).Count(seed => FirstSuspicion(seed, moved: 0, anchors: 900) is not null);

        Assert.True(suspected <= 4, $"{suspected} of 100");
    }

    [Fact]
    public void A_move_of_a_third_of_a_point_is_suspected_within_some_hundred_anchors()
    {
        int?[] found = [.. Enumerable.Range(0, 31).Select(seed => FirstSuspicion(1_000 + seed, moved: -0.33, anchors: 900)).Order()];

        Assert.DoesNotContain(null, found);
        Assert.InRange(found[15]!.Value, 20, 150);
    }

    [Fact]
    public void Of_a_few_nothing_is_said()
    {
        AnchorReading[] few = [.. Enumerable.Range(0, 19).Select(i => AnchorCases.Reading(i, 1, AnchorPurpose.Trickle))];

        Assert.Null(TrickleTest.Evidence([.. few.Select(f => f with { Purpose = AnchorPurpose.Baseline })], few, AnchorCases.Score, runs: 3));
        Assert.False(TrickleTest.IsSuspicious(null));
    }

    /// <returns>After how many anchors; null: never.</returns>
    private static int? FirstSuspicion(int seed, double moved, int anchors)
    {
        var drawn = new AnchorCases(seed);
        var random = new Random(seed);
        double[] truth = [.. Enumerable.Range(0, Anchors).Select(_ => Normal.Sample(random, 3.7, 0.9))];
        IReadOnlyList<AnchorReading> baseline = drawn.Readings(truth, 3, 0, AnchorPurpose.Baseline);
        AnchorReading[] later = [.. Enumerable.Range(0, anchors / Anchors).SelectMany(_ => drawn.Readings(truth, 1, moved, AnchorPurpose.Trickle))];
        for (int n = 20; n <= later.Length; n += 15)
        {
            if (TrickleTest.IsSuspicious(TrickleTest.Evidence(baseline, later[..n], AnchorCases.Score, runs: 3)))
            {
                return n;
            }
        }

        return null;
    }
}
