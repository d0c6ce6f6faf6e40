using Assay.Gating.Statistics;

namespace Assay.Tests.Gating.Statistics;

public sealed class HolmTests
{
    [Fact]
    public void Each_is_held_against_how_many_are_left()
    {
        // As p.adjust(c(.01, .04, .03, .005), "holm") of R gives it.
        double[] adjusted = [.. Holm.Adjust([0.01, 0.04, 0.03, 0.005])];

        Assert.Equal([0.03, 0.06, 0.06, 0.02], adjusted.Select(p => Math.Round(p, 12)));
    }

    [Fact]
    public void None_is_above_one() => Assert.Equal([1, 1], Holm.Adjust([0.7, 0.9]));
}
