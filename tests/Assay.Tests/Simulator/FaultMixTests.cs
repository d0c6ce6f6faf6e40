using Assay.Simulator;
using Assay.Simulator.Faults;

namespace Assay.Tests.Simulator;

public sealed class FaultMixTests
{
    [Fact]
    public void Faults_are_drawn_at_their_probabilities()
    {
        var mix = FaultMix.Parse("429=0.1, wrong-model=0.25");

        Assert.Equal(Fault.Throttled, mix.Draw(0.0999));
        Assert.Equal(Fault.WrongModel, mix.Draw(0.1001));
        Assert.Equal(Fault.None, mix.Draw(0.3501));
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
    public void A_mix_that_makes_no_sense_is_refused(string text) =>
        Assert.Throws<FormatException>(() => FaultMix.Parse(text));

    [Fact]
    public void An_empty_text_is_no_faults() => Assert.Equal(0, FaultMix.Parse("").Total);

    [Fact]
    public void A_mix_reads_back_as_written() => Assert.Equal("429=0.1,hang=0.05", FaultMix.Parse("429=0.1,hang=0.05").ToString());
}
