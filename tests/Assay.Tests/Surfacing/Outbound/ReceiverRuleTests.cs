using Assay.Scoring.Judging;
using Assay.Surfacing.Outbound;

namespace Assay.Tests.Surfacing.Outbound;

public sealed class ReceiverRuleTests
{
    private static readonly Verdict Unscored = new Verdict.Unscored(UnscoredReason.Refused, "", null);

    [Fact]
    public void Without_conditions_every_verdict_is_owed()
    {
        var rule = new ReceiverRule("ops");

        Assert.True(rule.Holds("quality", Scored(5)));
        Assert.True(rule.Holds("other", Unscored));
    }

    [Fact]
    public void Who_is_told_of_incidents_is_owed_no_verdict() => Assert.False(new ReceiverRule("ops") { IsOfNotices = true }.Holds("quality", Scored(1)));

    [Fact]
    public void Only_verdicts_of_the_judges_that_are_named_are_owed()
    {
        var rule = new ReceiverRule("ops") { Judges = ["quality"] };

        Assert.True(rule.Holds("quality", Unscored));
        Assert.False(rule.Holds("Quality", Scored(1)));
    }

    [Theory]
    [InlineData(2.9, true)]
    [InlineData(3.0, false)]
    [InlineData(5.0, false)]
    public void Below_a_score_only_lower_ones_are_owed(double overall, bool isOwed) =>
        Assert.Equal(isOwed, new ReceiverRule("ops") { Below = 3 }.Holds("quality", Scored(overall)));

    [Fact]
    public void Without_an_overall_score_the_lowest_criterion_counts()
    {
        var rule = new ReceiverRule("ops") { Below = 3 };

        Assert.True(rule.Holds("quality", Scored(null, 5, 2)));
        Assert.False(rule.Holds("quality", Scored(null, 5, 4)));
        Assert.False(rule.Holds("quality", Scored(null)));
    }

    [Fact]
    public void A_failure_is_not_a_low_score() => Assert.False(new ReceiverRule("ops") { Below = 3 }.Holds("quality", Unscored));

    private static Verdict.Scored Scored(double? overall, params double[] scores) =>
        new(overall, [.. scores.Select((s, i) => new CriterionScore($"c{i}", s, null, null, []))], null);
}
