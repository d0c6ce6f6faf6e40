using Assay.Gating.Statistics;

namespace Assay.Tests.Gating.Statistics;

public sealed class TangoIntervalTests
{
    private const double Z975 = 1.959963984540054;
    private const double Z95 = 1.6448536269514722;

    /// <summary>The expected limits come of another way: the likelihood maximised by search under each supposed difference, and the score by its definition.</summary>
    [Theory]
    [InlineData(12, 2, 50, 0.061112, 0.344709, 0.085474)]
    [InlineData(2, 12, 50, -0.344709, -0.061112, -0.320413)]
    [InlineData(0, 0, 40, -0.087622, 0.087622, -0.063353)]
    [InlineData(5, 0, 30, 0.034234, 0.335644, 0.070155)]
    [InlineData(20, 9, 160, 0.002945, 0.137976, 0.013963)]
    [InlineData(3, 3, 25, -0.213187, 0.213187, -0.17517)]
    public void Limits_are_those_of_the_score_test(long gained, long lost, long n, double low, double high, double atLeast)
    {
        Assert.Equal(low, TangoInterval.Low(gained, lost, n, Z975), 6);
        Assert.Equal(high, TangoInterval.High(gained, lost, n, Z975), 6);
        Assert.Equal(atLeast, TangoInterval.Low(gained, lost, n, Z95), 6);
    }

    [Fact]
    public void Without_a_difference_the_score_is_McNemars() =>
        Assert.Equal((20 - 9) / Math.Sqrt(29), TangoInterval.Score(20, 9, 160, supposed: 0), 12);
}
