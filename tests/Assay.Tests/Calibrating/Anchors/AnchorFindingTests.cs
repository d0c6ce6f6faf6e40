using Assay.Calibrating.Anchors;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Anchors;

public sealed class AnchorFindingTests
{
    private static readonly DateTimeOffset Now = AnchorCases.Noon;
    private static readonly AnchorMeasure Bad = AnchorCases.Score with { AtMost = 2 };

    [Theory]
    [InlineData(-0.20, 0.03, -0.21, 0.04, Attribution.Judge)]
    [InlineData(-0.21, 0.03, 0.01, 0.03, Attribution.Product)]
    [InlineData(-0.60, 0.03, -0.20, 0.04, Attribution.Both)]
    [InlineData(-0.90, 0.03, -0.06, 0.02, Attribution.Product)]
    [InlineData(-0.30, 0.03, 0.20, 0.04, Attribution.Product)]
    [InlineData(-0.20, 0.05, -0.10, 0.08, Attribution.Unclear)]
    [InlineData(-0.05, 0.03, -0.30, 0.04, Attribution.Judge)]
    public void A_fall_is_laid_to_whoever_explains_it(double fell, double fellError, double judge, double judgeError, Attribution attribution)
    {
        AnchorFinding finding = AnchorFinding.Of(new Fall(fell, fellError, null), Shift(judge, judgeError), AnchorCases.Score, isYounger: false, Now);

        Assert.Equal(attribution, finding.Attribution);
    }

    [Fact]
    public void It_is_said_in_a_sentence_with_the_interval()
    {
        AnchorFinding Find(double fell, double judge, double error) => AnchorFinding.Of(new Fall(fell, 0.03, null), Shift(judge, error), AnchorCases.Score, isYounger: false, Now);

        Assert.Equal("the judge moved by -0.21 [-0.29, -0.13] on its anchors: scores of the product may be unchanged", Find(-0.2, -0.21, 0.04).Statement);
        Assert.Equal("the judge did not move (+0.01 [-0.05, +0.07] on 200 anchors)", Find(-0.2, 0.01, 0.03).Statement);
        Assert.Equal("the judge moved by -0.20 [-0.28, -0.12] on its anchors, which explains about 33 %; about 67 % are the product's", Find(-0.6, -0.2, 0.04).Statement);
        Assert.Equal(1.0 / 3, Find(-0.6, -0.2, 0.04).JudgeShare!.Value, 9);
    }

    [Fact]
    public void Of_bad_scores_more_is_worse()
    {
        Fall rose = Fall.Below(new Estimate(0.12, 0.10, 0.14, 800), 0.06);

        Assert.Equal(Attribution.Judge, AnchorFinding.Of(rose, Shift(0.07, 0.015), Bad, false, Now).Attribution);
        Assert.Equal(Attribution.Product, AnchorFinding.Of(rose, Shift(-0.001, 0.01), Bad, false, Now).Attribution);
        Assert.Equal(Attribution.Product, AnchorFinding.Of(rose, Shift(-0.07, 0.015), Bad, false, Now).Attribution);
        Assert.Contains("percentage points", AnchorFinding.Of(rose, Shift(0.07, 0.015), Bad, false, Now).Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_that_are_younger_than_the_fall_acquit_no_judge()
    {
        var fall = new Fall(-0.3, 0.03, Now.AddDays(-3));

        Assert.Equal(Attribution.Unclear, AnchorFinding.Of(fall, Shift(0, 0.03), AnchorCases.Score, isYounger: true, Now).Attribution);
        Assert.Equal(Attribution.Judge, AnchorFinding.Of(fall, Shift(-0.3, 0.03), AnchorCases.Score, isYounger: true, Now).Attribution);
        Assert.Equal(Attribution.Unchecked, AnchorFinding.Of(fall, null, AnchorCases.Score, isYounger: true, Now).Attribution);
    }

    /// <summary>The whole way from two sides of scores, with a fall that is known about as well as an alarm knows it.</summary>
    [Theory]
    [InlineData(-0.2, 0, Attribution.Judge, 0.97)]
    [InlineData(0, -0.2, Attribution.Product, 0.95)]
    [InlineData(0, -0.4, Attribution.Product, 0.98)]
    public void A_move_of_the_judge_and_one_of_the_product_are_told_apart(double judge, double product, Attribution attribution, double atLeast)
    {
        const int cases = 300;
        var drawn = new AnchorCases(seed: 13);
        var random = new Random(14);
        int right = 0;
        for (int i = 0; i < cases; i++)
        {
            (IReadOnlyList<AnchorReading> before, IReadOnlyList<AnchorReading> after) = drawn.Draw(200, runs: 3, rounds: 1, judge);
            // At the ends of the scale grades cannot move: of a fifth of a point .187 are left, of responses as of anchors.
            var fall = new Fall((0.93 * (judge + product)) + MathNet.Numerics.Distributions.Normal.Sample(random, 0, 0.04), 0.04, null);
            right += AnchorFinding.Of(fall, AnchorShift.Of(before, after, AnchorCases.Score), AnchorCases.Score, false, Now).Attribution == attribution ? 1 : 0;
        }

        Assert.True(right >= atLeast * cases, $"{right} of {cases}");
    }

    private static AnchorShift Shift(double value, double error) =>
        new(new Difference(value, value - (1.96 * error), value + (1.96 * error), 200), error, 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -Math.Abs(value / error)));
}
