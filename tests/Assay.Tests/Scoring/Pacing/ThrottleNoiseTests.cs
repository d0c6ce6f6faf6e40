using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class ThrottleNoiseTests
{
    [Fact]
    public void A_few_of_many_is_noise_and_a_tenth_is_not()
    {
        var noise = new ThrottleNoise();

        Assert.False(noise.IsExceededBy(0, 1));
        Assert.False(noise.IsExceededBy(0.02, 1_000));
        Assert.True(noise.IsExceededBy(0.1, 1_000));
    }

    [Fact]
    public void A_share_that_remains_with_room_enough_becomes_noise()
    {
        var noise = new ThrottleNoise();
        for (int i = 0; i < 5; i++)
        {
            noise.Learn(0.3);
        }

        Assert.False(noise.IsExceededBy(0.3, 100));
        Assert.True(noise.IsExceededBy(0.5, 100));
    }

    [Fact]
    public void Without_noise_a_single_call_matters()
    {
        var noise = new ThrottleNoise();
        for (int i = 0; i < 20; i++)
        {
            noise.Learn(0);
        }

        Assert.True(noise.IsExceededBy(1.0 / 40, 40));
    }
}
