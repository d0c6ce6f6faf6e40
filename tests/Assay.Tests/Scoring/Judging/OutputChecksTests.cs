using Assay.Scoring.Judging;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class OutputChecksTests
{
    private static readonly OutputCheck[] Every = [OutputCheck.EmptyOutput, OutputCheck.NoContent, OutputCheck.Json, OutputCheck.Refusal];

    [Theory]
    [InlineData("", UnscoredReason.EmptyOutput)]
    [InlineData(" \r\n\t\u00A0", UnscoredReason.EmptyOutput)]
    [InlineData(".", UnscoredReason.NoContent)]
    [InlineData(" : ", UnscoredReason.NoContent)]
    [InlineData("...!?", UnscoredReason.NoContent)]
    [InlineData("。", UnscoredReason.NoContent)]
    [InlineData("\u200B\u200D", UnscoredReason.NoContent)]
    [InlineData("\0", UnscoredReason.NoContent)]
    [InlineData("Solution", UnscoredReason.NoContent)]
    [InlineData("## Solution:\n", UnscoredReason.NoContent)]
    [InlineData("**Answer:**", UnscoredReason.NoContent)]
    [InlineData("Thought process:", UnscoredReason.NoContent)]
    [InlineData("Let's solve this problem step by step.", UnscoredReason.NoContent)]
    public void An_output_without_content_is_set_apart(string output, UnscoredReason reason) => Assert.Equal(reason, Reason(OutputChecks.Default, output));

    [Theory]
    [InlineData("4")]
    [InlineData("No.")]
    [InlineData("👍")]
    [InlineData("はい")]
    [InlineData("Answer: 42")]
    [InlineData("Solutions")]
    [InlineData("I'm sorry, but I can't help with that.")]
    public void A_short_answer_is_an_answer(string output) => Assert.Null(Reason(OutputChecks.Default, output));

    [Fact]
    public void A_judge_without_checks_takes_everything() => Assert.Null(Reason([], ""));

    [Theory]
    [InlineData("Solution:", 80)]
    [InlineData("Thought process:", 200)]
    public void White_space_does_not_hide_a_master_key(string key, int spaces) =>
        Assert.Equal(UnscoredReason.NoContent, Reason(OutputChecks.Default, key + new string(' ', spaces)));

    [Theory]
    [InlineData("{\"a\":1}", null)]
    [InlineData(" [1, 2]\n", null)]
    [InlineData("\"text\"", null)]
    [InlineData("{\"a\":1,}", UnscoredReason.InvalidJson)]
    [InlineData("Here it is: {}", UnscoredReason.InvalidJson)]
    [InlineData("```json\n{}\n```", UnscoredReason.InvalidJson)]
    public void Where_JSON_is_required_anything_else_is_set_apart(string output, UnscoredReason? reason) => Assert.Equal(reason, Reason([OutputCheck.Json], output));

    [Fact]
    public void Text_that_is_no_valid_Unicode_is_no_JSON() => Assert.Equal(UnscoredReason.InvalidJson, Reason([OutputCheck.Json], "\"\uD83D\""));

    [Theory]
    [InlineData("I'm sorry, but I can't help with that.", UnscoredReason.OutputRefusal)]
    [InlineData("  I\u2019M SORRY, BUT I CANNOT do this", UnscoredReason.OutputRefusal)]
    [InlineData("As an AI language model, I cannot say.", UnscoredReason.OutputRefusal)]
    [InlineData("The clerk said: I'm sorry, but I can't.", null)]
    [InlineData("Sorry for the wait! Your refund is on its way.", null)]
    public void A_stock_refusal_is_set_apart_only_where_the_judge_is_told_to(string output, UnscoredReason? reason)
    {
        Assert.Equal(reason, Reason([OutputCheck.Refusal], output));
        Assert.Null(Reason(OutputChecks.Default, output));
    }

    [Fact]
    public void The_first_check_that_fails_gives_the_reason()
    {
        Assert.Equal(UnscoredReason.EmptyOutput, Reason(Every, ""));
        Assert.Equal(UnscoredReason.NoContent, Reason(Every, "..."));
        Assert.Equal(UnscoredReason.InvalidJson, Reason(Every, "I can't help with that"));
        Assert.Null(Reason(Every, "{\"a\": 1}"));
    }

    private static UnscoredReason? Reason(IReadOnlyList<OutputCheck> checks, string output) => OutputChecks.Run(checks, Some.Response(output))?.Reason;
}
