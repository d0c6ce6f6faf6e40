using Assay.Collecting;

namespace Assay.Tests.Collecting;

public sealed class ChatMessagesTests
{
    private const string Dialogue = """
        [{"role":"system","content":"be brief"},{"role":"user","content":"hi"},{"role":"assistant","content":"hello"},
         {"role":"user","content":[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"x"}}]}
        """;

    [Theory]
    [InlineData("messages")]
    [InlineData("input")]
    [InlineData("prompt")]
    public void The_last_user_message_is_the_input_and_what_stands_before_it_the_conversation(string name)
    {
        Response response = Reading.Json($$"""{"{{name}}":{{Dialogue}}],"output":"a cat"}""");

        Assert.Equal("what is this?\n[image_url]", response.Input);
        Assert.Equal([new Turn("system", "be brief"), new Turn("user", "hi"), new Turn("assistant", "hello")], response.Conversation);
        Assert.Equal("a cat", response.Output);
    }

    [Fact]
    public void A_trailing_assistant_message_is_the_output_where_no_other_is_given()
    {
        string messages = Dialogue + """,{"role":"assistant","content":"a dog"}]""";

        Assert.Equal("a dog", Reading.Json($$"""{"messages":{{messages}}}""").Output);
        Assert.Equal("a cat", Reading.Json($$"""{"messages":{{messages}},"output":"a cat"}""").Output);
        Assert.Equal("", Reading.Json($$"""{"messages":{{messages}},"output":null}""").Output);
    }

    [Fact]
    public void What_tools_returned_after_the_question_is_context_where_none_is_given()
    {
        const string Messages = """
            [{"role":"user","content":"refund?"},{"role":"assistant","content":null,"tool_calls":[]},
             {"role":"tool","content":"30 days"},{"role":"assistant","content":"within 30 days"}]
            """;

        Response response = Reading.Json($$"""{"messages":{{Messages}}}""");

        Assert.Equal(("refund?", "within 30 days"), (response.Input, response.Output));
        Assert.Equal(["30 days"], response.Context);
        Assert.Equal(["given"], Reading.Json($$"""{"messages":{{Messages}},"context":"given"}""").Context);
    }

    [Fact]
    public void Messages_without_an_answer_are_a_missing_output() =>
        Assert.Equal("\"output\" is missing.", Reading.Refused($$"""{"messages":{{Dialogue}}]}""").Problem);

    [Fact]
    public void Messages_without_a_user_are_refused() =>
        Assert.Contains("no message with the role \"user\"", Reading.Refused("""{"messages":[{"role":"assistant","content":"a"}]}""").Problem, StringComparison.Ordinal);

    [Fact]
    public void Messages_and_a_text_may_stand_together_where_they_agree()
    {
        const string Messages = """[{"role":"user","content":"q"}]""";

        Assert.Equal("q", Reading.Json($$"""{"input":"q","messages":{{Messages}},"output":"a"}""").Input);
        Assert.Contains("\"input\" and \"messages\"", Reading.Refused($$"""{"input":"other","messages":{{Messages}},"output":"a"}""").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversation_beside_messages_must_say_the_same()
    {
        string same = """[{"role":"system","content":"be brief"},{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]""";

        Assert.Equal(3, Reading.Json($$"""{"messages":{{Dialogue}}],"conversation":{{same}},"output":"a"}""").Conversation.Count);
        Assert.Contains(
            "\"conversation\" and the messages",
            Reading.Refused($$"""{"messages":{{Dialogue}}],"conversation":[{"role":"user","content":"x"}],"output":"a"}""").Problem,
            StringComparison.Ordinal);
    }
}
