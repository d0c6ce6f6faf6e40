using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Replies;

/// <summary>What comes of each shape a judge's reply can have. Nothing that is not in these tables as readable is guessed at.</summary>
public sealed class ReplyShapesTests
{
    public static TheoryData<string, Asked, string, string> Json => JsonReplyShapes.Rows;

    public static TheoryData<string, Asked, string, string> Grades => GradeShapes.Rows;

    public static TheoryData<string, Asked, string, string> Patterns => PatternReplyShapes.Rows;

    [Theory]
    [MemberData(nameof(Json))]
    [MemberData(nameof(Grades))]
    public void A_JSON_reply_is_read_as_declared_or_not_at_all(string shape, Asked asked, string reply, string expected) =>
        Assert.Equal((shape, expected), (shape, Outcome(asked.Judge(), reply)));

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_reply_in_free_text_is_read_by_its_pattern_or_not_at_all(string pattern, Asked asked, string reply, string expected) =>
        Assert.Equal((pattern, expected), (pattern, Outcome(asked.Judge(pattern), reply)));

    [Fact]
    public void A_reply_that_is_no_valid_text_is_unreadable() =>
        Assert.Equal("unreadable", Outcome(Some.Judge(), "{\"accuracy\":{\"reason\":\"\uD83D\",\"score\":4}}"));

    private static string Outcome(Judge judge, string reply)
    {
        var question = new Question(judge, "0123456789abcdef", 0, judge.Questions[0]);
        return question.Read(ReplyChoice.Of(Some.Reply(reply), asked: 1)[0], Some.Response()) switch
        {
            ReplyReading.Read read => string.Join(' ', read.Scores.Select(s => s.Value.ToString(CultureInfo.InvariantCulture)).Append(read.FailureCode).OfType<string>()),
            ReplyReading.Failed failed => failed.Reason.ToSnakeCase(),
            var other => other.ToString(),
        };
    }
}
