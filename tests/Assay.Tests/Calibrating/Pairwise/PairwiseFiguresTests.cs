using Assay.Calibrating.Pairwise;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Pairwise;

public sealed class PairwiseFiguresTests
{
    private static readonly PairwiseVerdict First = new(Preference.First);
    private static readonly PairwiseVerdict Second = new(Preference.Second);
    private static readonly PairwiseVerdict Tie = new(Preference.Tie);
    private static readonly PairwiseVerdict Unreadable = new((Preference?)null);

    [Fact]
    public void Every_figure_is_that_of_counting_by_hand()
    {
        PairwiseFigures figures = PairwiseFigures.Of(
        [
            Case(First, First, Preference.First), // right twice
            Case(First, Second, Preference.First), // first shown preferred twice: right once
            Case(Second, First, Preference.First), // second shown preferred twice: right once
            Case(Second, Second, Preference.First), // wrong twice
            Case(First, Tie, Preference.First), // right once, and a tie: net +1
            Case(Unreadable, Second, Preference.Second), // right once, nothing else
            Case(Tie, Tie, Preference.Tie), // a tie that is right
            Case(First, null, null), // one order, truth not known
        ]);

        Assert.Equal((8, 7, 1), (figures.Items, figures.WithGold, figures.Unreadable));
        Assert.Equal((4, 7), Share(figures.AccuracyOriginal));
        Assert.Equal((4, 7), Share(figures.AccuracySwapped));
        Assert.Equal((8, 14), Share(figures.AccuracyMean));
        Assert.Equal((2, 7), Share(figures.BothRight));
        Assert.Equal((3, 7), Share(figures.Consistency));
        Assert.Equal(4, figures.Conflicts);
        Assert.Equal((4, 7), Share(figures.NetVoteAccuracy));
        // Of twelve verdicts for one of the two: by item 1 of 2, 2 of 2, 0 of 2, 1 of 2, 1 of 1, 1 of 1 (second output, shown first), 0, 1 of 1.
        Assert.Equal((7, 11), Share(figures.FirstShownPreference));
        Assert.Equal((1, 1, 1.0), figures.Position);
    }

    [Fact]
    public void Orders_of_an_item_that_agree_count_as_one_in_the_interval()
    {
        PairwiseCase[] steady = [.. Enumerable.Range(0, 100).Select(i => i < 80 ? Case(First, First, Preference.First) : Case(Second, Second, Preference.First))];

        Estimate mean = PairwiseFigures.Of(steady).AccuracyMean!;

        // As of a hundred, but for the correction of a hundred clusters.
        Estimate ofHundred = Estimate.OfShare(100, 80, 0, 1)!;
        Assert.Equal(ofHundred.Low!.Value, mean.Low!.Value, 3);
        Assert.Equal(ofHundred.High!.Value, mean.High!.Value, 3);
    }

    [Fact]
    public void Over_nothing_there_is_no_figure()
    {
        PairwiseFigures figures = PairwiseFigures.Of([Case(First, null, null)]);

        Assert.Null(figures.AccuracyMean);
        Assert.Null(figures.Consistency);
        Assert.Null(figures.NetVoteAccuracy);
        Assert.Equal(1, figures.FirstShownPreference!.N);
    }

    [Theory]
    [InlineData(Preference.First, Preference.First, 1.0)]
    [InlineData(Preference.First, Preference.Second, 0.5)]
    [InlineData(Preference.Tie, Preference.First, 0.5)]
    [InlineData(Preference.Second, Preference.Second, 0.0)]
    public void Orders_that_contradict_each_other_are_a_tie(Preference original, Preference swapped, double outcome) =>
        Assert.Equal(outcome, Case(new PairwiseVerdict(original), new PairwiseVerdict(swapped), null).Outcome);

    [Fact]
    public void An_unreadable_verdict_leaves_no_outcome_of_one_order() => Assert.Null(Case(First, Unreadable, null).Outcome);

    private static PairwiseCase Case(PairwiseVerdict? original, PairwiseVerdict? swapped, Preference? gold) => new("i", null) { Original = original, Swapped = swapped, Gold = gold };

    private static (int, int) Share(Estimate? estimate) => ((int)Math.Round(estimate!.Mean * estimate.N), (int)estimate.N);
}
