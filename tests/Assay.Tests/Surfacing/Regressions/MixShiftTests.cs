using Assay.Surfacing;
using Assay.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Regressions;

public sealed class MixShiftTests
{
    private static readonly ScoreHistogram HardBefore = Scored.Of((2, 50), (4, 50));
    private static readonly ScoreHistogram EasyBefore = Scored.Of((4, 50), (5, 250));

    /// <summary>By hand: hard responses (mean 3) went from 100 of 400 to 300 of 400, easy ones (mean 4 5/6) from 300 to 100: .5 x 3 - .5 x 4.8333.</summary>
    [Fact]
    public void More_of_the_hard_ones_is_mix_and_no_change_within()
    {
        (ScoreHistogram hard, ScoreHistogram easy) = (Scored.Of((2, 150), (4, 150)), Scored.Of((4, 17), (5, 83)));

        MixShift shift = Of(hard, easy);

        Assert.Equal(.5 * (3 - (4 + (5 / 6.0))), shift.Points, 2);
        Assert.Equal(Change(hard, easy), shift.Points, 2);
        // .75² / 100 + .25² / 300: what was rare before tells little of what is frequent now.
        Assert.Equal(1 / ((.5625 / 100) + (.0625 / 300)), shift.BaselineN, 6);
    }

    [Fact]
    public void The_same_kinds_with_lower_scores_are_no_mix()
    {
        (ScoreHistogram hard, ScoreHistogram easy) = (Scored.Of((2, 80), (4, 20)), Scored.Of((3, 100), (5, 200)));

        MixShift shift = Of(hard, easy);

        Assert.Equal(0, shift.Points, 9);
        Assert.Equal(400, shift.BaselineN, 6);
        Assert.True(Change(hard, easy) < -.3);
    }

    [Fact]
    public void What_is_new_is_mix()
    {
        ScoreHistogram added = Scored.Of((1, 100));
        MixShift shift = MixShift.Of(Sum(HardBefore, EasyBefore), Sum(HardBefore, EasyBefore, added), [(HardBefore, HardBefore), (EasyBefore, EasyBefore), (null, added)])!;

        Assert.Equal(Mean(HardBefore, EasyBefore, added) - Mean(HardBefore, EasyBefore), shift.Points, 9);
    }

    [Fact]
    public void Responses_without_a_value_are_a_kind_of_their_own()
    {
        ScoreHistogram fallen = Scored.Of((1, 100));
        MixShift shift = MixShift.Of(Sum(HardBefore, EasyBefore), Sum(fallen, EasyBefore), [(EasyBefore, EasyBefore)])!;

        Assert.Equal(0, shift.Points, 9);
    }

    [Fact]
    public void Too_few_before_tell_nothing() => Assert.Null(MixShift.Of(EasyBefore, EasyBefore, [(Scored.Of((4, 19)), EasyBefore)]));

    private static MixShift Of(ScoreHistogram hard, ScoreHistogram easy) =>
        MixShift.Of(Sum(HardBefore, EasyBefore), Sum(hard, easy), [(HardBefore, hard), (EasyBefore, easy)])!;

    private static ScoreHistogram Sum(params ScoreHistogram[] parts) => ScoreHistogram.Sum(parts);

    private static double Mean(params ScoreHistogram[] parts) => Sum(parts).Mean()!.Mean;

    private static double Change(ScoreHistogram hard, ScoreHistogram easy) => Mean(hard, easy) - Mean(HardBefore, EasyBefore);
}
