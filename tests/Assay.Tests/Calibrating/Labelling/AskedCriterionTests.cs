using Assay.Calibrating.Labelling;
using Assay.Scoring.Rubrics;

namespace Assay.Tests.Calibrating.Labelling;

public sealed class AskedCriterionTests
{
    [Theory]
    [InlineData("pass", 1d)]
    [InlineData("FAIL", 0d)]
    [InlineData("1", 1d)]
    [InlineData("0", 0d)]
    [InlineData("0.5", null)]
    [InlineData("maybe", null)]
    public void A_grade_is_read_by_its_name_or_its_number(string text, double? score) => Assert.Equal(score, new AskedCriterion("safe", null, new Scale.PassFail()).Read(text)?.Value);

    [Theory]
    [InlineData("4", 4d)]
    [InlineData("4.5", null)]
    [InlineData("6", null)]
    [InlineData("", null)]
    public void A_number_off_the_scale_is_none(string text, double? score) => Assert.Equal(score, new AskedCriterion("tone", null, new Scale.Numeric(1, 5, Fractions: false)).Read(text)?.Value);

    [Fact]
    public void Of_a_checklist_people_say_how_many_items_hold()
    {
        AskedCriterion asked = AskedCriterion.Of(new Criterion { Name = "steps", Question = "Are all steps there?", Scale = new Scale.Checklist(["names it", "says when"]) });

        Assert.Equal(0.5, asked.Read("1 of 2")!.Value);
        Assert.Contains("names it; says when", asked.Question, StringComparison.Ordinal);
    }
}
