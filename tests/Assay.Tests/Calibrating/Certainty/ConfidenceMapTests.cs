using Assay.Calibrating.Certainty;

namespace Assay.Tests.Calibrating.Certainty;

public sealed class ConfidenceMapTests
{
    /// <summary>What a certificate's file says must decide what was certified: also for judges that are always sure, and whose surest is not good enough.</summary>
    [Fact]
    public void A_threshold_on_the_confidence_decides_what_one_on_the_accuracy_does()
    {
        double[] confidences = [0, 1e-7, 0.2, 0.5, 0.6, 0.8, 0.999, 1 - 1e-7, 1];
        foreach (var map in from slope in (double[])[0.01, 0.05, 0.3, 1, 4] from intercept in (double[])[-6, -1, 0, 0.5, 3] select new ConfidenceMap(slope, intercept))
        {
            foreach (double accuracy in Enumerable.Range(1, 99).Select(i => i / 100.0))
            {
                double? least = map.Inverse(accuracy);
                Assert.All(confidences, c => Assert.True(map.Of(c) >= accuracy == (least is { } t && c >= t - 1e-9) || Math.Abs(map.Of(c) - accuracy) < 1e-9, $"{map} {accuracy} {c} {least}"));
            }
        }
    }

    [Fact]
    public void Where_the_surest_is_not_good_enough_there_is_no_threshold()
    {
        var map = new ConfidenceMap(0.05, 0);

        Assert.True(map.Of(1) < 0.8);
        Assert.Null(map.Inverse(0.8));
    }
}
