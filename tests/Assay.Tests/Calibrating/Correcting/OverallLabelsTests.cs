using Assay.Calibrating.Correcting;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Rubrics;

namespace Assay.Tests.Calibrating.Correcting;

public sealed class OverallLabelsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Tone counts three times; a share of 0 to 1 is brought onto 1 to 5; length weighs nothing.</summary>
    private static readonly OverallRule Rule = new(1, 5, [new("tone", 1, 5, 3), new("grounded", 0, 1, 1), new("length", 1, 5, 0)]);

    [Fact]
    public void What_people_say_of_each_criterion_is_put_together_by_the_weights()
    {
        LabelledResponse whole = Assert.Single(OverallLabels.Of(Rule, By(("tone", [Labelled(1, 2, 4, 2.5)]), ("grounded", [Labelled(1, 0.75, 0.5, 2.5)]))));

        Assert.Equal((2.5, ((3 * 4) + 3) / 4.0), (whole.Judge, whole.Human));
        Assert.Equal(("overall", 1, 5), (whole.Labels[0].Key.Criterion, (int)whole.Labels[0].Low, (int)whole.Labels[0].High));
        Assert.Equal(0.25, whole.Draw!.Probability);
    }

    [Fact]
    public void A_response_that_lacks_a_label_of_what_weighs_something_has_no_overall_label()
    {
        Assert.Equal([1], OverallLabels.Of(Rule, By(("tone", [Labelled(1, 2, 4, 2.5), Labelled(2, 2, 4, 2.5)]), ("grounded", [Labelled(1, 0.75, 0.5, 2.5)]))).Select(l => l.Key));
        Assert.Empty(OverallLabels.Of(Rule, By(("tone", [Labelled(1, 2, 4, 2.5)]))));
    }

    [Fact]
    public void An_overall_score_that_does_not_come_of_the_criteria_by_the_weights_is_not_corrected_by_them() =>
        Assert.Empty(OverallLabels.Of(Rule, By(("tone", [Labelled(1, 2, 4, 3)]), ("grounded", [Labelled(1, 0.75, 0.5, 3)]))));

    private static Dictionary<string, IReadOnlyList<LabelledResponse>> By(params (string Criterion, LabelledResponse[] Labelled)[] parts) =>
        parts.ToDictionary(p => p.Criterion, p => (IReadOnlyList<LabelledResponse>)p.Labelled, StringComparer.Ordinal);

    private static LabelledResponse Labelled(long key, double judge, double human, double overall) => new(key, $"r{key}", 1, Noon)
    {
        Labels = [new HumanLabel(new LabelKey($"r{key}", 1, "quality", "any", "ann"), human, 0, 5) { At = Noon, Draw = new LabelDraw("q", LabelArm.Random, 0.25, "all") }],
        Judge = judge,
        JudgeOverall = overall,
    };
}
