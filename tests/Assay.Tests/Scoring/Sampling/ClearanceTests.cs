using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Sampling;

public sealed class ClearanceTests
{
    private static readonly Scale PassFail = new Scale.PassFail();

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(2, true)]
    [InlineData(5, true)]
    public void One_grade_is_clear_where_it_lies_more_than_half_a_point_from_the_bar(double grade, bool isClear) =>
        Assert.Equal(isClear, Clearance.IsClear([grade], Some.OneToFive, 3.5));

    /// <summary>4, 4, 5: mean 4.333, sd 0.577, t(2) 4.303: half 1.434. 4, 4, 5, 4, 4: mean 4.2, sd 0.447, t(4) 2.776: half 0.555.</summary>
    [Theory]
    [InlineData(new double[] { 4, 4, 5 }, 3.5, false)]
    [InlineData(new double[] { 4, 4, 5 }, 2.8, true)]
    [InlineData(new double[] { 4, 4, 5, 4, 4 }, 3.6, true)]
    [InlineData(new double[] { 4, 4, 5, 4, 4 }, 3.7, false)]
    public void Several_grades_are_clear_where_Students_interval_leaves_the_bar_out(double[] grades, double bar, bool isClear) =>
        Assert.Equal(isClear, Clearance.IsClear(grades, Some.OneToFive, bar));

    /// <summary>The sd of rounding to whole numbers is 0.289: of three, half is 0.717; of five, 0.358.</summary>
    [Theory]
    [InlineData(3, 3.3, false)]
    [InlineData(3, 3.2, true)]
    [InlineData(5, 3.6, true)]
    public void Equal_grades_are_not_taken_for_certainty(int times, double bar, bool isClear) =>
        Assert.Equal(isClear, Clearance.IsClear([.. Enumerable.Repeat(4d, times)], Some.OneToFive, bar));

    [Fact]
    public void Equal_scores_on_a_scale_with_everything_in_between_are_what_they_are() => Assert.True(Clearance.IsClear([0.61, 0.61], Some.ZeroToOne, 0.6));

    /// <summary>Wilson's interval of k of k begins at k / (k + 3.84).</summary>
    [Theory]
    [InlineData(new double[] { 1 }, false)]
    [InlineData(new double[] { 1, 1, 1 }, false)]
    [InlineData(new double[] { 1, 1, 1, 1 }, true)]
    [InlineData(new double[] { 1, 1, 1, 1, 0 }, false)]
    [InlineData(new double[] { 0, 0, 0, 0 }, true)]
    public void Pass_and_fail_are_clear_of_a_half_by_Wilsons_interval(double[] grades, bool isClear) =>
        Assert.Equal(isClear, Clearance.IsClear(grades, PassFail, 0.5));

    [Fact]
    public void A_bar_that_the_mean_stands_on_is_never_clear() => Assert.False(Clearance.IsClear([3, 4, 3, 4, 3, 4], Some.OneToFive, 3.5));
}
