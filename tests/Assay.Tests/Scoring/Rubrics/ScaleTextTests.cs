using Assay.Scoring.Rubrics;

namespace Assay.Tests.Scoring.Rubrics;

public sealed class ScaleTextTests
{
    [Theory]
    [InlineData("1-5", 1, 5, false)]
    [InlineData(" 1 - 10 ", 1, 10, false)]
    [InlineData("1–5", 1, 5, false)]
    [InlineData("1 to 7", 1, 7, false)]
    [InlineData("0..100", 0, 100, false)]
    [InlineData("-2-2", -2, 2, false)]
    [InlineData("-2--1", -2, -1, false)]
    [InlineData("0-1", 0, 1, true)]
    [InlineData("0.5-5", 0.5, 5, true)]
    public void A_range_is_read(string text, double from, double to, bool fractions) =>
        Assert.Equal(new Scale.Numeric(from, to, fractions), ScaleText.TryParse(text));

    [Theory]
    [InlineData("0-1", false)]
    [InlineData("1-5", true)]
    public void Whether_fractions_are_allowed_can_be_declared(string text, bool fractions) =>
        Assert.Equal(fractions, Assert.IsType<Scale.Numeric>(ScaleText.TryParse(text, fractions)).Fractions);

    [Theory]
    [InlineData("pass/fail")]
    [InlineData("pass-fail")]
    public void Pass_and_fail_are_a_scale(string text) => Assert.IsType<Scale.PassFail>(ScaleText.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5-1")]
    [InlineData("3-3")]
    [InlineData("1-5-9")]
    [InlineData("1,5-2")]
    [InlineData("one-five")]
    [InlineData("1e1-20")]
    [InlineData("１-５")]
    [InlineData("١-٥")]
    public void Anything_else_is_no_scale(string text) => Assert.Null(ScaleText.TryParse(text));

    [Theory]
    [InlineData("1-5", "1-5")]
    [InlineData("-2..2", "-2-2")]
    [InlineData("0-1", "0-1, fractions allowed")]
    [InlineData("pass/fail", "pass/fail")]
    public void A_scale_shows_itself_as_it_is_written(string text, string shown) => Assert.Equal(shown, ScaleText.TryParse(text)!.Text);

    [Fact]
    public void Words_and_checklists_have_the_range_of_their_values()
    {
        var labels = new Scale.Labels([new("ok", 1), new("poor", -1), new("good", 3)]);

        Assert.Equal((-1, 3), (labels.Min, labels.Max));
        Assert.Equal("labels: ok, poor, good", labels.Text);
        Assert.Equal((0, 1), (new Scale.Checklist(["a"]).Min, new Scale.Checklist(["a"]).Max));
    }

    [Fact]
    public void Only_grades_that_mean_the_same_are_of_one_kind()
    {
        Scale oneToFive = new Scale.Numeric(1, 5, Fractions: false);

        Assert.True(oneToFive.IsSameKind(new Scale.Numeric(1, 5, Fractions: true)));
        Assert.False(oneToFive.IsSameKind(new Scale.Numeric(1, 10, Fractions: false)));
        Assert.False(oneToFive.IsSameKind(new Scale.Labels([new("poor", 1), new("good", 5)])));
        Assert.False(new Scale.PassFail().IsSameKind(new Scale.Checklist(["a"])));
    }
}
