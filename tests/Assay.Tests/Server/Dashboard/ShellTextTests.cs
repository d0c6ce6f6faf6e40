using Assay.Server.Dashboard;

namespace Assay.Tests.Server.Dashboard;

public sealed class ShellTextTests
{
    [Theory]
    [InlineData("chat-1", "chat-1")]
    [InlineData("openai:gpt-4o", "openai:gpt-4o")]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(rm)", "'$(rm)'")]
    [InlineData("-rf", "'-rf'")]
    [InlineData("", "''")]
    public void An_argument_is_quoted_where_a_shell_would_read_more_into_it(string text, string argument) => Assert.Equal(argument, ShellText.Argument(text));

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("\u001b[31m")]
    [InlineData("\u202Egnp")]
    public void What_a_terminal_would_act_on_is_no_argument(string text) => Assert.Null(ShellText.Argument(text));
}
