using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class LatencyBaselineTests
{
    [Theory]
    [InlineData(1, 1.9, false)]
    [InlineData(1, 2.5, true)]
    [InlineData(0.1, 0.9, false)]
    [InlineData(0.1, 1.5, true)]
    [InlineData(10, 19, false)]
    public void More_than_twice_the_usual_and_a_second_longer_is_slow(double usual, double seconds, bool slow)
    {
        var baseline = new LatencyBaseline();
        for (int i = 0; i < 20; i++)
        {
            Assert.False(baseline.Observe(TimeSpan.FromSeconds(usual)));
        }

        Assert.Equal(slow, baseline.Observe(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void Latencies_that_stay_long_become_usual()
    {
        var baseline = new LatencyBaseline();
        baseline.Observe(TimeSpan.FromSeconds(1));

        int slow = Enumerable.Range(0, 100).Count(_ => baseline.Observe(TimeSpan.FromSeconds(5)));

        Assert.InRange(slow, 3, 12);
    }
}
