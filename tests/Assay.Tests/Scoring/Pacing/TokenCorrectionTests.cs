using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class TokenCorrectionTests
{
    [Fact]
    public void Nothing_learnt_leaves_an_estimate_as_it_is() => Assert.Equal(500, new TokenCorrection().Of(500));

    [Fact]
    public void An_estimate_is_corrected_by_what_calls_cost()
    {
        var estimate = new TokenCorrection();
        estimate.Learn(estimated: 300, actual: 100);
        Assert.Equal(200, estimate.Of(600), 1e-9);

        for (int i = 0; i < 200; i++)
        {
            estimate.Learn(estimated: 100, actual: 200);
        }

        Assert.InRange(estimate.Of(100), 199, 200);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(-1, 100)]
    [InlineData(100, 0)]
    [InlineData(100, -7)]
    public void What_is_not_known_teaches_nothing(long estimated, long actual)
    {
        var estimate = new TokenCorrection();
        estimate.Learn(estimated, actual);

        Assert.Equal(50, estimate.Of(50));
        Assert.Equal(0, estimate.Of(-50));
    }

    [Fact]
    public void A_provider_that_charges_more_than_calls_cost_is_believed()
    {
        var estimate = new TokenCorrection();
        estimate.Learn(estimated: 100, actual: 100);
        for (int i = 1; i <= 20; i++)
        {
            estimate.LearnCharge(estimated: -100 * i, told: 90_000 - (700 * i));
        }

        Assert.Equal(700, estimate.Of(100), 1e-6);
        Assert.Equal(700, estimate.Of(100, actual: 120), 1e-6);
    }

    [Fact]
    public void Levels_that_do_not_follow_the_estimates_tell_no_charge()
    {
        var random = new Random(4);
        var ratio = new ChargeRatio();
        for (int i = 1; i <= 100; i++)
        {
            ratio.Learn(-100 * i, random.Next(50_000, 90_000));
        }

        Assert.Equal(0, ratio.Value);
    }
}
