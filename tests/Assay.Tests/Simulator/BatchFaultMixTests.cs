using Assay.Simulator;
using Assay.Simulator.Batches;

namespace Assay.Tests.Simulator;

public sealed class BatchFaultMixTests
{
    [Fact]
    public void A_request_has_at_most_one_fault_at_its_share()
    {
        var mix = BatchFaultMix.Parse("missing=0.2, expired=0.1, shuffled=1");

        Assert.Equal(BatchFault.Expired, mix.DrawForRequest(0.0999));
        Assert.Equal(BatchFault.Missing, mix.DrawForRequest(0.1001));
        Assert.Equal(BatchFault.None, mix.DrawForRequest(0.3001));
    }

    [Fact]
    public void Faults_of_whole_batches_are_drawn_for_themselves()
    {
        var mix = BatchFaultMix.Parse("cut=0.5,shuffled=0.5");

        Assert.InRange(Enumerable.Range(0, 1_000).Count(n => mix.Happens(BatchFault.Cut, StableHash.Mix(1, (ulong)n))), 440, 560);
        Assert.InRange(Enumerable.Range(0, 1_000).Count(n => mix.Happens(BatchFault.Cut, StableHash.Mix(1, (ulong)n)) && mix.Happens(BatchFault.Shuffled, StableHash.Mix(1, (ulong)n))), 200, 300);
        Assert.False(mix.Happens(BatchFault.LostUpload, 1));
    }

    [Theory]
    [InlineData("late=0.1", "lost-submission")]
    [InlineData("expired", "expired=0.1")]
    [InlineData("expired=0,5", "expired=0.1")]
    [InlineData("expired=1.5", "0 to 1")]
    [InlineData("expired=0.6,missing=0.6", "1.2")]
    [InlineData("cut=0.1,cut=0.2", "twice")]
    public void A_mix_that_makes_no_sense_is_refused(string text, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(() => BatchFaultMix.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mix_reads_back_as_it_was_written() =>
        Assert.Equal("expired=0.25,shuffled=1", BatchFaultMix.Parse(BatchFaultMix.Parse("shuffled=1,expired=0.25").ToString()).ToString());
}
