using Assay.Surfacing.Outbound;

namespace Assay.Tests.Surfacing.Outbound;

public sealed class DeliveryPolicyTests
{
    [Fact]
    public void Waits_lie_anywhere_below_a_doubling_limit_of_a_minute_at_most()
    {
        var policy = new DeliveryPolicy(new Random(7));
        for (int failures = 1; failures < 60; failures++)
        {
            double limit = Math.Min(60, Math.Pow(2, failures));
            double[] waits = [.. Enumerable.Range(0, 400).Select(_ => policy.Wait(failures).TotalSeconds)];

            Assert.All(waits, w => Assert.InRange(w, 0, limit));
            Assert.InRange(waits.Min(), 0, 0.1 * limit);
            Assert.InRange(waits.Max(), 0.9 * limit, limit);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(7, 7)]
    [InlineData(3600, 3600)]
    [InlineData(315_360_000, 3600)]
    public void What_a_receiver_asks_for_is_kept_within_a_second_and_an_hour(double asked, double waited) =>
        Assert.Equal(waited, new DeliveryPolicy(new Random(7)).Wait(1, TimeSpan.FromSeconds(asked)).TotalSeconds);
}
