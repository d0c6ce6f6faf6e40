using Assay.Surfacing.Alerts;
using Assay.Tests.Surfacing.Outbound;

namespace Assay.Tests.Surfacing.Alerts;

public sealed class NoticeTextTests
{
    [Fact]
    public void It_is_what_was_asked_and_answered_and_the_reason_of_the_criterion_that_is_told_of()
    {
        Assert.Equal(new NoticeText("a", "b", "Says what is so."), NoticeText.Of(Told.Scored().Verdict.Result, "accuracy"));
        // Where that criterion has none, that of the lowest score that has one.
        Assert.Equal(new NoticeText("a", "b", "Says what is so."), NoticeText.Of(Told.Scored().Verdict.Result, "polite"));
    }

    [Fact]
    public void Of_what_is_not_kept_there_is_none() => Assert.Null(NoticeText.Of(Told.Scored(body: """{"id":"r1"}""").Verdict.Result with { IsUnkept = true }, criterion: null));

    [Fact]
    public void Of_a_long_text_the_beginning_is_told_without_half_a_character()
    {
        NoticeText text = NoticeText.Of(Told.Scored(body: $$"""{"id":"r1","input":"{{new string('x', 1999)}}😀","output":"b"}""").Verdict.Result, criterion: null)!;

        Assert.Equal(new string('x', 1999), text.Input);
    }
}
