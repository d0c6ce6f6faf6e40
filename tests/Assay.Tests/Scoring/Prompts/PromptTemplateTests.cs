using System.Text.Json;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Prompts;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Prompts;

public sealed class PromptTemplateTests
{
    private static readonly Response Full = Some.Response("OUT", "IN") with
    {
        Context = ["C1", "C2"],
        Reference = "REF",
        Release = "v2",
        Conversation = [new Turn("user", "hi"), new Turn("assistant", "hello")],
        Metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse("\"refunds\"") },
    };

    [Theory]
    [InlineData("{{input}}|{{ output }}|{{id}}|{{release}}", "IN|OUT|r1|v2")]
    [InlineData("{{context}}|{{reference}}", "C1\n\nC2|REF")]
    [InlineData("{{conversation}}", "user: hi\n\nassistant: hello")]
    [InlineData("{{criterion}}|{{rubric}}", "accuracy|How?")]
    [InlineData("{{metadata.route}}|{{metadata.none}}|", "refunds||")]
    [InlineData("no field at all", "no field at all")]
    [InlineData("", "")]
    [InlineData("{ {input} }", "{ {input} }")]
    public void A_field_is_put_in_where_it_stands(string template, string expected) => Assert.Equal(expected, Render(template, Full));

    [Theory]
    [InlineData("a{{#reference}}[{{reference}}]{{/reference}}b", "a[REF]b", "ab")]
    [InlineData("a{{^reference}}none{{/reference}}b", "ab", "anoneb")]
    [InlineData("{{#reference}}{{#context}}both{{/context}}{{^context}}one{{/context}}{{/reference}}", "both", "")]
    [InlineData("{{# metadata.route }}r{{/ metadata.route }}", "r", "")]
    public void A_part_is_kept_by_what_the_field_holds(string template, string whenFull, string whenEmpty)
    {
        Assert.Equal(whenFull, Render(template, Full));
        Assert.Equal(whenEmpty, Render(template, Some.Response()));
    }

    [Fact]
    public void What_is_put_in_is_never_parsed_again()
    {
        Response hostile = Some.Response("{{input}}{{#reference}}{{/x}}", "{{output}}") with { Reference = "{{reference}}" };

        Assert.Equal("{{output}}|{{input}}{{#reference}}{{/x}}|{{reference}}", Render("{{input}}|{{output}}|{{reference}}", hostile));
    }

    [Theory]
    [InlineData("{{ouput}}", 1, 1, "Did you mean {{output}}?")]
    [InlineData("abc\n  {{inptu}}", 2, 3, "Did you mean {{input}}?")]
    [InlineData("abc\n\n{{zzzzzz}}", 3, 1, "Known: input, output")]
    [InlineData("{{metadata.}}", 1, 1, "unknown field")]
    [InlineData("{{#refrence}}{{/refrence}}", 1, 1, "Did you mean {{reference}}?")]
    [InlineData("x\n{{/reference}}", 2, 1, "closes a part that is not open")]
    [InlineData("{{input}} {{output", 1, 11, "is not closed")]
    [InlineData("{{#reference}}{{/context}}", 1, 15, "closes a part that is not open")]
    public void An_error_names_line_and_column(string template, long line, long column, string message)
    {
        Diagnostic error = Assert.Single(Assert.Throws<ConfigurationException>(() => PromptTemplate.Parse("p.txt", template)).Diagnostics);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(("p.txt", line, column), (error.File, error.Line, error.Column));
    }

    [Fact]
    public void A_part_that_is_not_closed_is_an_error_with_its_remedy()
    {
        Diagnostic error = Assert.Single(
            Assert.Throws<ConfigurationException>(() => PromptTemplate.Parse("p.txt", "a\n{{#reference}}\nb")).Diagnostics);

        Assert.Equal(2, error.Line);
        Assert.Contains("Add {{/reference}}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_knows_which_fields_it_uses()
    {
        PromptTemplate template = PromptTemplate.Parse("p.txt", "{{#reference}}{{criterion}}{{/reference}}");

        Assert.True(template.Uses("criterion"));
        Assert.True(template.Uses("reference"));
        Assert.False(template.Uses("output"));
    }

    private static string Render(string template, Response response) => PromptTemplate.Parse("p.txt", template).Render(response, "accuracy", "How?");
}
