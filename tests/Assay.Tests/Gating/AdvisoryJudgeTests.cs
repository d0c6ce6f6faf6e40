using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Collecting;
using Assay.Gating;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Tests.Gating;

public sealed class AdvisoryJudgeTests
{
    private static readonly string[] Why = ["kappa is 0.3, but must be at least 0.6"];

    [Fact]
    public void What_would_fail_is_inconclusive_and_says_first_that_the_judge_may_not_fail_it()
    {
        GateResult soft = AdvisoryJudge.Soften(Result(GateOutcome.Fail, "overall fell by 1."), "quality", Why);

        Assert.Equal(GateOutcome.Inconclusive, soft.Outcome);
        Assert.Equal(["the judge quality is advisory, and may not fail a build: kappa is 0.3, but must be at least 0.6.", "by its scores: overall fell by 1."], soft.Reasons);
    }

    [Theory]
    [InlineData(GateOutcome.Pass)]
    [InlineData(GateOutcome.Inconclusive)]
    public void What_would_not_fail_stays_as_it_is_and_warns(GateOutcome outcome)
    {
        GateResult soft = AdvisoryJudge.Soften(Result(outcome, "because."), "quality", Why);

        Assert.Equal((outcome, "because."), (soft.Outcome, Assert.Single(soft.Reasons)));
        Assert.Contains("is advisory", Assert.Single(soft.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_in_the_records_of_a_side_correct_its_mean()
    {
        GateScale[] scales = [new("overall", 1, 5, IsPassFail: false)];
        JudgedOutput[] outputs = [.. Enumerable.Range(0, 60).Select(i => Output(i, 1 + (i % 4), i < 30 ? $"{2 + (i % 4)}" : null))];

        CorrectedSide side = Assert.Single(CorrectedSide.Of("now.jsonl", outputs, scales, samples: 1));

        CorrectedMean mean = Assert.IsType<Correction.Known>(side.Mean).Mean;
        Assert.Equal((30, 60), (mean.Corrected.N, mean.Judged));
        Assert.Equal(mean.Raw.Mean + 1, mean.Corrected.Mean, 1);
        Assert.StartsWith("now.jsonl, overall ", side.Sentence, StringComparison.Ordinal);
        Assert.Empty(CorrectedSide.Of("now.jsonl", [.. outputs.Skip(30)], scales, 1));
        Assert.IsType<Correction.Absent>(Assert.Single(CorrectedSide.Of("now.jsonl", [.. outputs.Skip(27)], scales, 1)).Mean);
    }

    [Theory]
    [InlineData("\"pass\"", 1.0)]
    [InlineData("false", 0.0)]
    [InlineData("1", 1.0)]
    [InlineData("7", null)]
    [InlineData("\"good\"", null)]
    public void A_label_is_read_on_the_scale_and_nothing_else_is_one(string label, double? expected)
    {
        GateScale[] scales = [new("overall", 0, 1, IsPassFail: true)];
        JudgedOutput[] outputs = [.. Enumerable.Range(0, 12).Select(i => Output(i, i % 2, label, isJson: true))];

        IReadOnlyList<CorrectedSide> sides = CorrectedSide.Of("x", outputs, scales, 1);

        Assert.Equal(expected, sides.Count == 0 ? null : Assert.IsType<Correction.Known>(sides[0].Mean).Mean.LabelsOnly.Mean);
    }

    private static JudgedOutput Output(int number, double score, string? label, bool isJson = false) => new(
        new Response
        {
            Id = $"c{number}", Input = "?", Output = "!",
            Metadata = label is null ? new Dictionary<string, JsonElement>() : new Dictionary<string, JsonElement> { ["label"] = JsonElement.Parse(isJson ? label : $"\"{label}\"") },
        },
        [Row($"c{number}", score)]);

    private static ResultRow Row(string id, double score) => new() { Id = id, Outcome = OutcomeState.Scored, Overall = score, Criteria = ["overall"], Judge = "quality", JudgeVersion = "v1", Body = "" };

    private static GateResult Result(GateOutcome outcome, string reason) => new()
    {
        Outcome = outcome, Reasons = [reason], Samples = 1, Cases = [], Judged = 0, New = 0, Missing = 0, Criteria = [], Groups = [], Bars = [], Flips = [],
    };
}
