using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Replies;

public sealed class ReplyPatternTests
{
    [Theory]
    [InlineData("Rating:", "exactly one lone x")]
    [InlineData("x or x", "exactly one lone x")]
    [InlineData("max", "exactly one lone x")]
    [InlineData("/Score: \\d/", "no group")]
    [InlineData("//", "no group")]
    [InlineData("/Score: (\\d/", "not a regular expression")]
    public void A_pattern_that_cannot_work_is_refused_with_a_remedy(string pattern, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => ReplyPattern.Parse(pattern, Some.Criterion())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_runs_away_ends_as_unreadable()
    {
        ReplyPattern pattern = ReplyPattern.Parse("/^(([a-z])+.)+[A-Z]([a-z])+$/", Some.Criterion());

        var failed = Assert.IsType<ReplyReading.Failed>(pattern.Read(new string('a', 200)));

        Assert.Equal(UnscoredReason.Unreadable, failed.Reason);
        Assert.Contains("longer than 100 ms", failed.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fine. Score: 10")]
    [InlineData("Score: 4.5")]
    [InlineData("Score: 4,5")]
    public void A_regular_expression_takes_no_piece_of_a_number(string reply)
    {
        ReplyPattern pattern = ReplyPattern.Parse("/Score: (\\d)/", Some.Criterion());

        Assert.Equal(UnscoredReason.Unreadable, Assert.IsType<ReplyReading.Failed>(pattern.Read(reply)).Reason);
    }

    [Fact]
    public void The_whole_reply_is_kept_as_the_reason()
    {
        var read = Assert.IsType<ReplyReading.Read>(ReplyPattern.Parse("[[x]]", Some.Criterion()).Read(" It is sound. [[4]]\n"));

        Assert.Equal("It is sound. [[4]]", Assert.Single(read.Scores).Reason);
    }

    [Fact]
    public void The_detail_of_a_contradiction_names_both_verdicts()
    {
        var failed = Assert.IsType<ReplyReading.Failed>(ReplyPattern.Parse("[[x]]", Some.Criterion()).Read("[[3]] [[4]]"));

        Assert.Contains("3 and 4", failed.Detail, StringComparison.Ordinal);
    }
}
