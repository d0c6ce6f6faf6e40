using System.Text;
using Assay.Simulator.Judging;
using Assay.Simulator.Judging.Forms;

namespace Assay.Tests.Simulator;

public sealed class SchemaFormTests
{
    [Fact]
    public void The_property_above_a_score_names_the_criterion()
    {
        var form = Read("""{"type":"object","properties":{"accuracy":{"type":"object","properties":{"reason":{"type":"string"},"score":{"type":"integer","minimum":1,"maximum":5}}}}}""");

        var accuracy = Assert.IsType<FormNode.Group>(Assert.IsType<FormNode.Group>(form).Fields[0].Node);
        Assert.Equal("accuracy", Assert.IsType<FormNode.Reason>(accuracy.Fields[0].Node).Criterion.Name);
        var score = Assert.IsType<FormNode.Score>(accuracy.Fields[1].Node);
        Assert.Equal("accuracy", score.Criterion.Name);
        Assert.Equal(new Scale.Range(1, 5), score.Range);
    }

    [Fact]
    public void References_and_nullable_alternatives_are_followed()
    {
        var form = Read("""{"type":"object","properties":{"tone":{"$ref":"#/$defs/v"}},"$defs":{"v":{"type":"object","properties":{"failure_code":{"anyOf":[{"type":"string","enum":["rude","cold"]},{"type":"null"}]}}}}}""");

        var tone = Assert.IsType<FormNode.Group>(Assert.IsType<FormNode.Group>(form).Fields[0].Node);
        var failure = Assert.IsType<FormNode.FailureCode>(tone.Fields[0].Node);
        Assert.Equal(["rude", "cold"], failure.Codes);
        Assert.Null(failure.None);
    }

    [Theory]
    [InlineData("pass", "fail", 0.9, "pass")]
    [InlineData("pass", "fail", 0.1, "fail")]
    [InlineData("no", "yes", 0.9, "yes")]
    [InlineData("poor", "good", 0.9, "good")]
    [InlineData("poor", "good", 0.1, "poor")]
    public void Labels_follow_quality(string first, string second, double quality, string expected) =>
        Assert.Equal(expected, new LabelSet([first, second]).For(quality));

    [Theory]
    [InlineData("A", "B", true)]
    [InlineData("output_1", "output_2", true)]
    [InlineData("Output (a)", "Output (b)", true)]
    [InlineData("first", "second", true)]
    [InlineData("pass", "fail", false)]
    public void Winners_are_recognised(string first, string second, bool expected) =>
        Assert.Equal(expected, new LabelSet([first, second, "tie"]).NamesWinner);

    [Fact]
    public void The_last_example_object_with_a_score_is_the_form()
    {
        var form = ExampleForm.FindLast("Not {this}, not {\"a\":1}, but {\"tone\":{\"reason\":\"...\",\"score\":3}} please.");

        Assert.IsType<FormNode.Group>(Assert.IsType<FormNode.Group>(form).Fields[0].Node);
    }

    [Fact]
    public void Scales_are_read_under_their_headings()
    {
        var guide = RubricGuide.Read("Intro\n\n## tone\nIs it kind?\nscale: 1-10\n\n## safe\nscale: pass/fail\n\n## style\nscale: labels: poor, ok, good\n");

        Assert.Equal(["tone", "safe", "style"], guide.Criteria);
        Assert.Equal(new Scale.Range(1, 10), guide.ScaleOf("tone"));
        Assert.Equal(["poor", "ok", "good"], Assert.IsType<Scale.Labels>(guide.ScaleOf("style")).Values);
        Assert.Equal(["fail", "pass"], Assert.IsType<Scale.Labels>(guide.ScaleOf("safe")).Values);
    }

    private static FormNode Read(string schema) => SchemaForm.Read(Encoding.UTF8.GetBytes(schema));
}
