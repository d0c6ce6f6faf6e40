using Assay.Calibrating.Anchors;
using Assay.Collecting;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Watching;
using Assay.Tests.Calibrating.Anchors;

namespace Assay.Tests.Surfacing.Alerts;

public sealed class JudgeCheckTests
{
    private static readonly DateTimeOffset Now = AnchorCases.Noon.AddDays(10);

    [Fact]
    public void Until_the_anchors_are_scored_it_is_a_suspicion()
    {
        AlertReading reading = JudgeCheck.Of(Drop, Fell(-0.5), new AnchorCheck.Pending());

        Assert.Equal(AlertSignal.Suspect, reading.Signal);
        Assert.EndsWith("; the judge is being checked on its anchors", reading.Evidence.Statement, StringComparison.Ordinal);
        Assert.Null(reading.Evidence.Judge);
    }

    [Fact]
    public void Where_they_could_not_be_scored_it_is_told_with_the_reason()
    {
        AlertReading reading = JudgeCheck.Of(Drop, Fell(-0.5), new AnchorCheck.Failed("they were not scored within 5m", Now));

        Assert.Equal(AlertSignal.Bad, reading.Signal);
        Assert.Equal((Attribution.Unchecked, "the judge could not be checked on its anchors: they were not scored within 5m"), (reading.Evidence.Judge!.Attribution, reading.Evidence.Judge.Statement));
        Assert.Equal(reading.Evidence.Statement, reading.Evidence.Headline);
    }

    [Theory]
    [InlineData(-0.5, -0.5, Attribution.Judge)]
    [InlineData(-0.5, 0, Attribution.Product)]
    [InlineData(-1.5, -0.5, Attribution.Both)]
    public void What_they_say_is_told_with_the_fall(double fell, double moved, Attribution attribution)
    {
        AlertReading reading = JudgeCheck.Of(Drop, Fell(fell), Done(moved));

        Assert.Equal(attribution, reading.Evidence.Judge!.Attribution);
        Assert.Equal(200, reading.Evidence.Judge.Calls);
        Assert.Equal(attribution == Attribution.Judge, reading.Evidence.Headline.StartsWith("the judge moved, not surely what it judges: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bar_is_held_against_the_judge_as_it_was_at_first_and_a_fall_against_what_it_was_before()
    {
        // It moved five days ago, and has a baseline since; what fell since then is the product's.
        AnchorReading[] all = [.. Baseline(1, 0, AnchorCases.Noon), .. Baseline(2, -0.5, AnchorCases.Noon.AddDays(5))];
        var done = new AnchorCheck.Done(new AnchorBook(Terms, [AnchorCases.Score], all), [.. Baseline(2, -0.5, Now).Select(r => r with { Purpose = AnchorPurpose.Burst })], 200, Now);

        Assert.Equal(Attribution.Product, JudgeCheck.Of(Drop, Fell(-0.5, since: Now.AddDays(-2)), done).Evidence.Judge!.Attribution);
        Assert.Equal(Attribution.Judge, JudgeCheck.Of(Drop, Fell(-0.5, since: Now.AddDays(-7)), done).Evidence.Judge!.Attribution);
        AlertRule mean = Drop with { Condition = new AlertCondition.MeanBelow(3.5, TimeSpan.FromHours(24), 50, 0.95) };
        AlertEvidence below = new() { Statement = "overall is 3.1", Value = new Estimate(3.1, 3.0, 3.2, 900), Threshold = 3.5, From = Now.AddDays(-1), To = Now };
        Assert.Equal(Attribution.Judge, JudgeCheck.Of(mean, new AlertReading(new AlertSubject("mean") { Judge = "quality" }, AlertSignal.Bad, below), done).Evidence.Judge!.Attribution);
    }

    [Fact]
    public void Bad_shares_are_compared_as_shares()
    {
        AlertRule rule = Drop with { Condition = new AlertCondition.BadShare(AtMost: 2, Budget: 0.02) };
        AlertEvidence many = new() { Statement = "30 % were bad", Value = new Estimate(0.30, 0.27, 0.33, 900), Threshold = 0.288, From = Now.AddDays(-1), To = Now };
        AlertReading reading = JudgeCheck.Of(rule, new AlertReading(new AlertSubject("bad_share") { Judge = "quality" }, AlertSignal.Bad, many), Done(-1));

        Assert.Equal(Attribution.Judge, reading.Evidence.Judge!.Attribution);
        Assert.Contains("percentage points of bad scores", reading.Evidence.Judge.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void It_survives_being_written_down()
    {
        AlertEvidence evidence = JudgeCheck.Of(Drop, Fell(-0.5), Done(-0.5)).Evidence;

        Assert.Equal(evidence.Judge, IncidentJson.ReadEvidence(IncidentJson.Write(evidence)).Judge);
    }

    private static readonly AlertRule Drop = new() { Name = "drop", Condition = new AlertCondition.Drop(null) };

    private static readonly AnchorTerms Terms = new(AnchorSet.Of(Enumerable.Range(0, 200).Select(i => new AnchorItem(new Response { Id = $"a{i}", Input = "Q?", Output = $"Answer {i}." }, null)))) { Runs = 1 };

    private static AlertReading Fell(double by, DateTimeOffset? since = null) => new(new AlertSubject("drop") { Judge = "quality", Criterion = "overall" }, AlertSignal.Bad, new AlertEvidence
    {
        Statement = "overall of quality fell", Change = new Difference(by, by - 0.1, by + 0.1, 2_000), From = since ?? Now.AddDays(-1), To = Now,
    });

    private static AnchorCheck.Done Done(double moved) => new(
        new AnchorBook(Terms, [AnchorCases.Score], Baseline(1, 0, AnchorCases.Noon)), [.. Baseline(1, moved, Now).Select(r => r with { Purpose = AnchorPurpose.Burst })], 200, Now);

    /// <summary>Scores of 2 and 3 to 5; a shift of half a point moves every second anchor by one.</summary>
    private static AnchorReading[] Baseline(int number, double moved, DateTimeOffset at) =>
        [.. Enumerable.Range(0, 200).Select(i => AnchorCases.Reading(i, 2 + (i % 4) + (moved == -0.5 ? -(i % 2) : moved), AnchorPurpose.Baseline, at, number))];
}
