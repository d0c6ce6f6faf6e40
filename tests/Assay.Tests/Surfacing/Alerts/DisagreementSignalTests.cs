using Assay.Calibrating.Labelling;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Evaluating;

namespace Assay.Tests.Surfacing.Alerts;

public sealed class DisagreementSignalTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100, 50, AlertSignal.Bad)]
    [InlineData(100, 64, AlertSignal.Suspect)]
    [InlineData(100, 70, AlertSignal.Well)]
    [InlineData(29, 1, AlertSignal.Unknown)]
    public void A_judge_that_surely_agrees_too_seldom_is_bad(int labels, int agreed, AlertSignal signal)
    {
        AlertReading reading = Assert.Single(Evaluate(Labelled(labels, agreed)));

        Assert.Equal(signal, reading.Signal);
        Assert.Equal(("disagreement", "helpful", 0.7), (reading.Subject.Kind, reading.Subject.Criterion, reading.Evidence.Threshold));
        Assert.Equal((double)agreed / labels, reading.Evidence.Value!.Mean, 9);
    }

    [Fact]
    public void The_sentence_has_the_figure() =>
        Assert.Equal("helpful of quality agrees with people on 50 % of the last 100 labelled responses, below 70 %", Assert.Single(Evaluate(Labelled(100, 50))).Evidence.Statement);

    [Fact]
    public void Only_the_last_labels_count_and_only_those_of_the_version_that_scores_now()
    {
        LabelledResponse[] old = [.. Labelled(300, 0).Select(l => l with { Labels = [.. l.Labels.Select(h => h with { At = Now.AddDays(-30) })] })];
        LabelledResponse[] other = [.. Labelled(300, 0).Select(l => l with { JudgeVersion = "before", ReceivedAt = Now.AddDays(-9) })];

        AlertReading reading = Assert.Single(Evaluate([.. old, .. Labelled(200, 190), .. other]));

        Assert.Equal((AlertSignal.Well, 200), (reading.Signal, reading.Evidence.Value!.N));
    }

    [Fact]
    public void What_was_drawn_more_often_because_it_was_hard_weighs_less()
    {
        LabelledResponse[] easy = [.. Labelled(50, 50).Select(l => Drawn(l, 0.01))];
        LabelledResponse[] hard = [.. Labelled(50, 0).Select(l => Drawn(l, 0.5))];

        AlertReading reading = Assert.Single(Evaluate([.. easy, .. hard]));

        Assert.Equal(50 / (50 + 1.0), reading.Evidence.Value!.Mean, 9);
        Assert.Equal(AlertSignal.Well, reading.Signal);
    }

    [Fact]
    public void How_far_apart_is_agreement_can_be_said()
    {
        LabelledResponse[] labelled = [.. Labelled(100, 0)];

        Assert.Equal(AlertSignal.Bad, Assert.Single(Evaluate(labelled)).Signal);
        Assert.Equal(AlertSignal.Well, Assert.Single(Evaluate(labelled, within: 1)).Signal);
        Assert.Equal(AlertSignal.Unknown, Assert.Single(Evaluate([.. labelled.Select(l => l with { Judge = null, JudgeVersion = null })])).Signal);
    }

    private static IReadOnlyList<AlertReading> Evaluate(IReadOnlyList<LabelledResponse> labelled, double? within = null) => AlertEvaluation.Of(
        new AlertRule { Name = "people", Condition = new AlertCondition.Disagreement(0.7, 200, 30) { Within = within } },
        new JudgeFacts("quality", Now) { Labelled = new Dictionary<string, IReadOnlyList<LabelledResponse>> { ["helpful"] = labelled } }, []);

    /// <summary>People say 3; where the judge does not agree it says 4.</summary>
    private static LabelledResponse[] Labelled(int count, int agreed) => [.. Enumerable.Range(0, count).Select(i => new LabelledResponse(i, $"r{i}", 1, Now.AddDays(-1))
    {
        Labels = [new HumanLabel(new LabelKey($"r{i}", 1, "quality", "helpful", "ann"), 3, 1, 5) { At = Now.AddHours(-1) }],
        Judge = i < agreed ? 3 : 4,
        JudgeVersion = "now",
    })];

    private static LabelledResponse Drawn(LabelledResponse labelled, double probability) =>
        labelled with { Labels = [.. labelled.Labels.Select(l => l with { Draw = new LabelDraw("q", LabelArm.Random, probability, "all") })] };
}
