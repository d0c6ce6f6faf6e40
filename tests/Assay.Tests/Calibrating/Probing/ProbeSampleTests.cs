using Assay.Calibrating.Probing.Samples;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Probing;

public sealed class ProbeSampleTests
{
    /// <summary>Student's sleep data of 1908, the second drug minus the first: mean 1.58, 95 % interval 0.7001 to 2.4599 (R, t.test(..., paired = TRUE)).</summary>
    [Fact]
    public void A_mean_of_differences_has_students_interval()
    {
        Estimate estimate = MeanSample.Of([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])!.Estimate;

        Assert.Equal(1.58, estimate.Mean, 10);
        Assert.Equal(0.7001142, estimate.Low!.Value, 6);
        Assert.Equal(2.4598858, estimate.High!.Value, 6);
    }

    /// <summary>The same data as two groups: difference -1.58, Welch's interval -3.365483 to 0.205483 with 17.776 degrees of freedom (R, t.test).</summary>
    [Fact]
    public void A_difference_of_means_has_welchs_interval()
    {
        Estimate estimate = DifferenceSample.Of([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])!.Estimate;

        Assert.Equal(-1.58, estimate.Mean, 10);
        Assert.Equal(-3.365483, estimate.Low!.Value, 5);
        Assert.Equal(0.205483, estimate.High!.Value, 5);
    }

    /// <summary>Cochran's ratio estimator worked by hand: 2 + 3 + 7 over 1 + 2 + 3 is 2; residuals 0, -1, 1.</summary>
    [Fact]
    public void A_ratio_has_the_error_of_its_residuals()
    {
        MeanSample ratio = MeanSample.Ratio([(2, 1), (3, 2), (7, 3)])!;
        (double low, double high) = ratio.Interval(0.05);

        Assert.Equal(2, ratio.Estimate.Mean, 12);
        Assert.Equal(4.302652729911275 * Math.Sqrt(2 * 3 / 2.0) / 6, (high - low) / 2, 6);
    }

    [Fact]
    public void Values_that_are_all_the_same_have_no_interval_to_show_and_none_is_no_figure()
    {
        Estimate same = MeanSample.Of([0.5, 0.5, 0.5])!.Estimate;

        Assert.Equal((0.5, null, null, 3L), (same.Mean, same.Low, same.High, same.N));
        Assert.Null(MeanSample.Of([]));
        Assert.Null(MeanSample.Ratio([(1, 0), (2, 0)]));
        Assert.Null(ShareSample.Of([]));
        Assert.Null(StabilitySample.Of([]));
        Assert.Null(DifferenceSample.Of([1], []));
    }

    [Fact]
    public void A_bias_is_the_difference_of_two_shares_of_the_same_items()
    {
        (bool, bool)[] items = [.. Enumerable.Repeat((true, true), 30), .. Enumerable.Repeat((true, false), 8), .. Enumerable.Repeat((false, true), 2), .. Enumerable.Repeat((false, false), 4)];
        StabilitySample sample = StabilitySample.Of(items)!;
        (double low, double high) = sample.Interval(0.05);

        Assert.Equal(38.0 / 44 - (32.0 / 44), sample.Estimate.Mean, 12);
        Assert.InRange(sample.Estimate.Low!.Value, low - 0.03, low + 0.03);
        Assert.InRange(sample.Estimate.High!.Value, high - 0.03, high + 0.03);
    }

    [Fact]
    public void Where_all_items_are_alike_a_bias_still_has_an_interval()
    {
        Estimate none = StabilitySample.Of([.. Enumerable.Repeat((true, true), 40)])!.Estimate;
        Estimate whole = StabilitySample.Of([.. Enumerable.Repeat((true, false), 40)])!.Estimate;

        Assert.Equal(0, none.Mean);
        Assert.InRange(none.High!.Value, 0.05, 0.12);
        Assert.Equal(1, whole.Mean);
        Assert.InRange(whole.Low!.Value, 0.8, 0.95);
    }

    [Fact]
    public void An_interval_for_many_tests_is_wider() =>
        Assert.All((ProbeSample[])[MeanSample.Of([1, 2, 4, 1])!, ShareSample.Of([true, false, true])!, StabilitySample.Of([(true, false), (true, true)])!, DifferenceSample.Of([1, 2], [2, 4])!], sample =>
        {
            (double low, double high) = sample.Interval(0.05);
            (double lower, double higher) = sample.Interval(0.003);
            Assert.True(lower < low && higher > high || sample is ShareSample, sample.ToString());
            Assert.True(higher - lower > high - low, sample.ToString());
        });
}
