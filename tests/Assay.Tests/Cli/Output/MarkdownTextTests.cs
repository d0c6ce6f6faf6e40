using Assay.Cli.Output;

namespace Assay.Tests.Cli.Output;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("two\nlines", "`two lines`")]
    [InlineData("a `b` c", "``a `b` c``")]
    [InlineData("`b`", "`` `b` ``")]
    [InlineData("a|b", "`a¦b`")]
    [InlineData("", "*(empty)*")]
    [InlineData(" \u3000 ", "*(empty)*")]
    [InlineData("##vso[task.x]", "`# #vso[task.x]`")]
    [InlineData("## a heading", "`## a heading`")]
    public void A_text_within_a_line_stands_in_code(string text, string markdown) => Assert.Equal(markdown, MarkdownText.Code(text));

    [Fact]
    public void A_quotation_is_fenced_by_more_backticks_than_it_holds_and_never_begins_a_line()
    {
        string quoted = MarkdownText.Quotation("```\n::error::x\n````");

        Assert.Equal("> `````text\n> ```\n> ::error::x\n> ````\n> `````\n", quoted);
    }
}
