using Assay.Calibrating.Anchors;

namespace Assay.Tests.Calibrating.Anchors;

public sealed class AnchorShiftTests
{
    /// <summary>Hours of sleep gained with the second drug over the first (Student 1908, "The probable error of a mean"): t = 4.0621 on 9 degrees of freedom.</summary>
    private static readonly double[] Sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

    [Fact]
    public void The_test_is_students_on_paired_differences()
    {
        AnchorShift shift = AnchorShift.Of(Sleep, step: 1);

        Assert.Equal(1.58, shift.Difference.Value, 9);
        Assert.Equal(4.062127683382037, shift.Difference.Value / shift.Error, 9);
        // As R says of it: t.test(..., paired = TRUE).
        Assert.Equal(0.002832890197384, shift.P, 9);
        Assert.Equal(0.7001142, shift.Difference.Low!.Value, 6);
        Assert.Equal(2.4598858, shift.Difference.High!.Value, 6);
    }

    [Fact]
    public void Each_anchor_counts_once_however_often_it_was_scored_and_those_scored_on_one_side_not_at_all()
    {
        List<AnchorReading> baseline = [.. Enumerable.Range(0, 30).SelectMany(i => new[] { 3.0, 4, 5 }.Select(s => AnchorCases.Reading(i, s, AnchorPurpose.Baseline)))];
        List<AnchorReading> later = [.. Enumerable.Range(5, 30).SelectMany(i => Enumerable.Repeat(AnchorCases.Reading(i, i % 2 == 0 ? 3 : 4, AnchorPurpose.Burst), 1 + (i % 3)))];

        AnchorShift shift = AnchorShift.Of(baseline, later, AnchorCases.Score)!;

        Assert.Equal(25, shift.Difference.N);
        Assert.Equal(-0.48, shift.Difference.Value, 9);
    }

    [Fact]
    public void A_judge_that_repeats_itself_exactly_did_not_move_and_the_interval_is_not_without_width()
    {
        AnchorReading[] same = [.. Enumerable.Range(0, 200).Select(i => AnchorCases.Reading(i, 1 + (i % 5), AnchorPurpose.Baseline))];

        AnchorShift shift = AnchorShift.Of(same, same, AnchorCases.Score)!;

        Assert.False(shift.IsMoved);
        Assert.Equal(0.0183, shift.Difference.High!.Value, 3);
        Assert.Equal(-0.0183, shift.Difference.Low!.Value, 3);
        Assert.True(AnchorShift.Of(same, [.. same.Select((r, i) => AnchorCases.Reading(i, (1 + (i % 5)) - 1, AnchorPurpose.Burst) with { Scores = r.Scores.ToDictionary(s => s.Key, s => s.Value - 1) })], AnchorCases.Score)!.IsMoved);
    }

    [Fact]
    public void Of_too_few_anchors_and_of_those_without_a_score_nothing_is_said()
    {
        AnchorReading[] few = [.. Enumerable.Range(0, 19).Select(i => AnchorCases.Reading(i, 3, AnchorPurpose.Baseline))];
        AnchorReading[] unscored = [.. Enumerable.Range(0, 40).Select(i => AnchorCases.Reading(i, 3, AnchorPurpose.Burst) with { Scores = new Dictionary<string, double>(), Reason = "unreadable" })];

        Assert.Null(AnchorShift.Of(few, few, AnchorCases.Score));
        Assert.Null(AnchorShift.Of(unscored, unscored, AnchorCases.Score));
    }

    [Fact]
    public void A_judge_that_did_not_move_is_said_to_have_down_in_one_case_of_a_hundred_and_up_in_another()
    {
        const int cases = 2_000;
        var drawn = new AnchorCases(seed: 11);
        int moved = Enumerable.Range(0, cases).Count(_ => drawn.Draw(200, runs: 3, rounds: 1, moved: 0) is var (before, after) && AnchorShift.Of(before, after, AnchorCases.Score)!.IsMoved);

        // Three standard errors of a rate of 2 %.
        Assert.InRange(moved, 21, 59);
    }

    [Theory]
    [InlineData(200, 1, 0.98)]
    [InlineData(100, 2, 0.94)]
    [InlineData(50, 4, 0.85)]
    public void A_move_of_a_fifth_of_a_point_is_seen_with_two_hundred_calls(int anchors, int rounds, double atLeast)
    {
        const int cases = 500;
        var drawn = new AnchorCases(seed: 12);
        int moved = Enumerable.Range(0, cases).Count(_ => drawn.Draw(anchors, runs: 3, rounds, moved: -0.2) is var (before, after) && AnchorShift.Of(before, after, AnchorCases.Score)! is { IsMoved: true, Difference.Value: < 0 });

        Assert.True(moved >= atLeast * cases, $"{moved} of {cases}");
    }
}
