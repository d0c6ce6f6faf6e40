using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting;

public sealed class UnkeptContentTests
{
    private static readonly Response Whole = new()
    {
        Id = "a\"b",
        Input = "Where is it?",
        Output = "On its way.",
        Context = ["a passage"],
        Reference = "a reference",
        Conversation = [new Turn("system", "Be kind."), new Turn("user", "Hi"), new Turn("assistant", "Hello!")],
        Release = "r1",
        OccurredAt = DateTimeOffset.UnixEpoch,
        Metadata = new Dictionary<string, JsonElement> { ["input"] = JsonElement.Parse("\"refunds\"") },
    };

    [Fact]
    public void What_was_said_is_not_in_the_rest_and_everything_else_is()
    {
        byte[] rest = UnkeptContent.Rest(Whole);

        Assert.Equal("""{"id":"a\"b","release":"r1","occurred_at":"1970-01-01T00:00:00Z","metadata":{"input":"refunds"}}""", Encoding.UTF8.GetString(rest));
        Assert.True(UnkeptContent.IsRest(rest));
        Assert.True(UnkeptContent.IsRest("""{"id":"a"}"""u8));
        Assert.False(UnkeptContent.IsRest(ResponseJson.Write(Whole)));
    }

    [Fact]
    public void A_rest_reads_as_a_response_that_says_nothing_and_a_whole_one_as_it_is()
    {
        Response rest = UnkeptContent.Read(UnkeptContent.Rest(Whole), 1);

        Assert.Equal(("a\"b", "", "", "r1"), (rest.Id, rest.Input, rest.Output, rest.Release));
        Assert.Equal("refunds", rest.Metadata["input"].GetString());
        Assert.Equal("On its way.", UnkeptContent.Read(ResponseJson.Write(Whole), 1).Output);
    }

    [Fact]
    public void A_course_holds_no_text_and_equal_texts_of_one_conversation_alike()
    {
        Response course = UnkeptContent.Course(Whole with { Output = "Hello!", Context = [] });

        Assert.Equal(["user", "assistant"], course.Conversation.Select(t => t.Role));
        Assert.Equal(course.Output, course.Conversation[1].Content);
        Assert.NotEqual(course.Input, course.Output);
        Assert.DoesNotContain("Hello", Encoding.UTF8.GetString(ResponseJson.Write(course)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_of_a_short_answer_is_another_one_in_another_conversation()
    {
        Response first = UnkeptContent.Course(Whole with { Output = "Yes." });
        Response sameId = UnkeptContent.Course(Whole with { Output = "Yes.", Conversation = [new Turn("user", "Good day"), new Turn("assistant", "Hello!")] });
        Response sameBeginning = UnkeptContent.Course(Whole with { Output = "Yes.", Id = "other" });

        Assert.Equal(3, new[] { first, sameId, sameBeginning }.Select(r => r.Output).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 1, Continuation.Other)]
    [InlineData(2, 2, Continuation.Same)]
    [InlineData(1, 2, Continuation.GoesOn)]
    [InlineData(1, 3, Continuation.GoesOn)]
    [InlineData(3, 2, Continuation.Earlier)]
    public void A_course_that_goes_on_is_told_as_the_conversation_would_be(int stored, int arrived, Continuation expected)
    {
        Assert.Equal(expected, Continuations.Of(Chat(stored), Chat(arrived)));
        Assert.Equal(expected, Continuations.Of(UnkeptContent.Course(Chat(stored)), UnkeptContent.Course(Chat(arrived))));
        Response otherAnswer = Chat(stored) with { Conversation = [new Turn("user", "Question 1?"), new Turn("assistant", "No.")] };
        Assert.Equal(Continuations.Of(otherAnswer, Chat(arrived)), Continuations.Of(UnkeptContent.Course(otherAnswer), UnkeptContent.Course(Chat(arrived))));
    }

    private static Response Chat(int exchanges) => new()
    {
        Id = "c",
        Input = $"Question {exchanges}?",
        Output = $"Answer {exchanges}.",
        Conversation = [.. Enumerable.Range(1, exchanges - 1).SelectMany(i => (Turn[])[new Turn("user", $"Question {i}?"), new Turn("assistant", $"Answer {i}.")])],
    };
}
