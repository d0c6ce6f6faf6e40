using System.Text.Json;
using Assay.Scoring.Replies;
using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Replies;

public sealed class ReplySchemaTests
{
    [Fact]
    public void The_reason_stands_before_the_score()
    {
        JsonElement criterion = SchemaOf(Some.Criterion() with { Evidence = true });

        Assert.Equal(["reason", "evidence", "score"], criterion.GetProperty("properties").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Every_field_is_required_and_no_other_is_allowed()
    {
        Rubric rubric = Some.Rubric(Some.Criterion(), Some.Criterion("tone")) with { FailureCodes = [new("off_topic")] };

        JsonElement schema = ReplySchema.For(rubric, rubric.Criteria);

        Assert.Equal(["accuracy", "tone", "failure_code"], Texts(schema.GetProperty("required")));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.False(schema.GetProperty("properties").GetProperty("tone").GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["none", "off_topic"], Texts(schema.GetProperty("properties").GetProperty("failure_code").GetProperty("enum")));
    }

    [Theory]
    [InlineData("1-5", null, """{"type":"integer","minimum":1,"maximum":5}""")]
    [InlineData("1-5", true, """{"type":"number","minimum":1,"maximum":5}""")]
    [InlineData("0-1", null, """{"type":"number","minimum":0,"maximum":1}""")]
    [InlineData("pass/fail", null, """{"type":"string","enum":["pass","fail"]}""")]
    public void The_score_is_bound_to_its_scale(string scale, bool? fractions, string expected)
    {
        JsonElement criterion = SchemaOf(Some.Criterion(scale: ScaleText.TryParse(scale, fractions)));

        Assert.Equal(expected, criterion.GetProperty("properties").GetProperty("score").GetRawText());
    }

    [Fact]
    public void A_label_is_one_of_the_declared_words()
    {
        JsonElement criterion = SchemaOf(Some.Criterion(scale: new Scale.Labels([new("poor", 0), new("good", 1)])));

        Assert.Equal(["poor", "good"], Texts(criterion.GetProperty("properties").GetProperty("score").GetProperty("enum")));
    }

    [Fact]
    public void A_checklist_asks_yes_or_no_for_each_item()
    {
        JsonElement criterion = SchemaOf(Some.Criterion(scale: new Scale.Checklist(["a", "b", "c"])));

        JsonElement answers = criterion.GetProperty("properties").GetProperty("answers");
        Assert.Equal(["1", "2", "3"], Texts(answers.GetProperty("required")));
        Assert.Equal(["yes", "no"], Texts(answers.GetProperty("properties").GetProperty("3").GetProperty("enum")));
        Assert.False(criterion.GetProperty("properties").TryGetProperty("score", out _));
    }

    private static JsonElement SchemaOf(Criterion criterion)
    {
        Rubric rubric = Some.Rubric(criterion);
        return ReplySchema.For(rubric, rubric.Criteria).GetProperty("properties").GetProperty(criterion.Name);
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(e => e.GetString());
}
