using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Gating.Targets;

namespace Assay.Tests.Gating.Targets;

public sealed class TargetTemplateTests
{
    private static readonly Response Case = new()
    {
        Id = "c1",
        Input = "Say \"hi\"\nto {{id}}",
        Output = "",
        Context = ["one", "two"],
        Metadata = new Dictionary<string, JsonElement> { ["level"] = JsonElement.Parse("3") },
    };

    [Fact]
    public void Fields_are_filled_into_texts_and_only_once() => Assert.Equal(
        """{"q":"Q: Say \u0022hi\u0022\nto {{id}}","docs":["one","two"],"all":"one\n\ntwo!","n":3,"fixed":[true,null,1.5],"gone":""}""",
        Filled("""{"q": "Q: {{input}}", "docs": "{{ context }}", "all": "{{context}}!", "n": "{{level}}", "fixed": [true, null, 1.5], "gone": "{{nothing}} "}""").Replace("\"gone\":\" \"", "\"gone\":\"\"", StringComparison.Ordinal));

    [Fact]
    public void Left_out_the_case_is_sent_without_an_output()
    {
        JsonElement sent = JsonElement.Parse(RequestTemplate.WholeCase.Fill(Case));

        Assert.Equal(("c1", 2), (sent.GetProperty("id").GetString(), sent.GetProperty("context").GetArrayLength()));
        Assert.False(sent.TryGetProperty("output", out _));
    }

    [Fact]
    public void What_is_not_JSON_is_said() => Assert.StartsWith("is not JSON", Assert.Throws<FormatException>(() => RequestTemplate.Parse("{question: {{input}}}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("output", """{"output":"yes"}""", "yes")]
    [InlineData("choices.0.message.content", """{"choices":[{"message":{"content":"yes"}}]}""", "yes")]
    [InlineData("output", """{"output":""}""", "")]
    public void The_output_is_found_where_it_stands(string path, string reply, string output) =>
        Assert.Equal(new TargetAnswer.Answered(output), ReplyPath.TryParse(path)!.Read(Encoding.UTF8.GetBytes(reply)));

    [Theory]
    [InlineData("output", "<!doctype html><title>Sign in</title>", "the answer is not JSON: <!doctype html><title>Sign in</title>")]
    [InlineData("output", "", "the answer is empty")]
    [InlineData("answer.text", """{"answer":null}""", "the answer has nothing at `answer.text`: {\"answer\":null}")]
    [InlineData("items.2", """{"items":["a"]}""", "the answer has nothing at `items.2`: {\"items\":[\"a\"]}")]
    [InlineData("output", """{"output":5}""", "what the answer has at `output` is no text: {\"output\":5}")]
    public void What_has_none_is_a_failure_and_no_output(string path, string reply, string detail) =>
        Assert.Equal(new TargetAnswer.Failed(TargetFailure.TargetUnreadable, detail), ReplyPath.TryParse(path)!.Read(Encoding.UTF8.GetBytes(reply)));

    private static string Filled(string template) => Encoding.UTF8.GetString(RequestTemplate.Parse(template).Fill(Case));
}
