using Assay.Calibrating.Correcting;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Correcting;

public sealed class RoganGladenTests
{
    /// <summary>Worked out in Python by the formulas of Lee and others (2025).</summary>
    [Fact]
    public void It_equals_the_oracle()
    {
        Estimate share = RoganGladen.Of(620, 1_000, (85, 100), (70, 100)).Share!;

        Assert.Equal(0.5818181818181817, share.Mean, 9);
        Assert.Equal(0.4675768096673269, share.Low!.Value, 9);
        Assert.Equal(0.7015302912373755, share.High!.Value, 9);
    }

    [Fact]
    public void A_judge_that_carries_too_little_is_refused()
    {
        RoganGladen result = RoganGladen.Of(500, 1_000, (55, 100), (52, 100));

        Assert.Null(result.Share);
        Assert.Contains("J is 0.07", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_bad_items_among_the_labels_nothing_is_known_of_them() => Assert.Contains("none of the labelled items is bad", RoganGladen.Of(5, 10, (9, 10), (0, 0)).Reason, StringComparison.Ordinal);

    /// <summary>The traffic is much better than what was labelled: how the judge errs carries over, what it says on average does not.</summary>
    [Fact]
    public void It_carries_over_to_traffic_with_another_share_of_good_items()
    {
        var random = new Random(2);
        int covered = 0;
        for (int s = 0; s < 500; s++)
        {
            int called = Count(2_000, () => random.NextDouble() < 0.9 ? random.NextDouble() < 0.85 : random.NextDouble() < 0.25);
            Estimate share = RoganGladen.Of(called, 2_000, (Count(150, () => random.NextDouble() < 0.85), 150), (Count(150, () => random.NextDouble() < 0.75), 150)).Share!;
            covered += share.Low <= 0.9 && share.High >= 0.9 ? 1 : 0;
        }

        Assert.InRange(covered / 500.0, 0.93, 0.99);

        static int Count(int n, Func<bool> isSo) => Enumerable.Range(0, n).Count(_ => isSo());
    }
}
