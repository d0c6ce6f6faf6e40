using Assay.Simulator;
using Assay.Simulator.Faults;

namespace Assay.Tests.Simulator;

public sealed class FaultMixTests
{
    [Fact]
    public void Faults_are_drawn_at_their_probabilities()
    {
        var mix = FaultMix.Parse("429=0.1, wrong-model=0.25");

        Assert.Equal(Fault.Throttled, mix.Draw(0.0999, TimeSpan.Zero));
        Assert.Equal(Fault.WrongModel, mix.Draw(0.1001, TimeSpan.Zero));
        Assert.Equal(Fault.None, mix.Draw(0.3501, TimeSpan.Zero));
    }

    [Fact]
    public void An_unknown_fault_is_named_together_with_the_known_ones()
    {
        var failure = Assert.Throws<FormatException>(() => FaultMix.Parse("418=0.1"));

        Assert.Contains("'418'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("wrong-model", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("500=1.5")]
    [InlineData("500=-0.1")]
    [InlineData("500=NaN")]
    [InlineData("500=0,5")]
    [InlineData("500=0.6,503=0.6")]
    [InlineData("500=0.1,500=0.2")]
    [InlineData("500=0.1@0s-20s,500=0.2@19s-30s")]
    [InlineData("500=0.1,500=0.2@19s-30s")]
    [InlineData("500=0.6@0s-20s,503=0.6@10s-30s")]
    [InlineData("500=1@")]
    [InlineData("500=1@60s")]
    [InlineData("500=1@60s-60s")]
    [InlineData("500=1@60s-30s")]
    [InlineData("500=1@-30s")]
    [InlineData("500=1@1s-2s-3s")]
    [InlineData("500=1@1d-2d")]
    public void A_mix_that_makes_no_sense_is_refused(string text) =>
        Assert.Throws<FormatException>(() => FaultMix.Parse(text));

    [Fact]
    public void A_fault_with_a_window_happens_only_within_it()
    {
        var mix = FaultMix.Parse("429=1@60s-11m");

        Assert.Equal(Fault.None, mix.Draw(0, TimeSpan.FromSeconds(59.9)));
        Assert.Equal(Fault.Throttled, mix.Draw(0, TimeSpan.FromSeconds(60)));
        Assert.Equal(Fault.Throttled, mix.Draw(0.999, TimeSpan.FromSeconds(659.9)));
        Assert.Equal(Fault.None, mix.Draw(0, TimeSpan.FromSeconds(660)));
    }

    [Fact]
    public void Shares_may_follow_one_another_and_a_window_may_stay_open()
    {
        var mix = FaultMix.Parse("500=0.9@0s-1500ms,500=0.3@1.5s-,503=0.1");

        Assert.Equal(1, mix.Total, 9);
        Assert.Equal(Fault.ServerError, mix.Draw(0.5, TimeSpan.FromSeconds(1)));
        Assert.Equal(Fault.ServerError, mix.Draw(0.2, TimeSpan.FromDays(3)));
        Assert.Equal(Fault.Overloaded, mix.Draw(0.35, TimeSpan.FromDays(3)));
        Assert.Equal(Fault.None, mix.Draw(0.5, TimeSpan.FromDays(3)));
    }

    [Fact]
    public void An_empty_text_is_no_faults() => Assert.Equal(0, FaultMix.Parse("").Total);

    [Fact]
    public void A_mix_reads_back_as_written() => Assert.Equal("429=0.1,hang=0.05", FaultMix.Parse("429=0.1,hang=0.05").ToString());

    [Fact]
    public void A_window_reads_back_in_seconds() =>
        Assert.Equal("429=0.5@60s-660s,500=0.5@0.5s-", FaultMix.Parse("429=0.5@60-11m,500=0.5@500ms-").ToString());
}
