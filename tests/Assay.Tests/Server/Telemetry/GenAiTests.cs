using Assay.Collecting;
using Assay.Server.Telemetry;

namespace Assay.Tests.Server.Telemetry;

public sealed class GenAiTests
{
    private const string Question = """[{"role":"user","parts":[{"type":"text","content":"Can I return it?"}]}]""";
    private const string Answer = """[{"role":"assistant","parts":[{"type":"text","content":"Yes, within 30 days."}],"finish_reason":"stop"}]""";

    [Fact]
    public void A_chat_span_is_a_response()
    {
        Response response = Sent.Read(Chat(Question, Answer)).Only();

        Assert.Equal(Sent.Id(1), response.Id);
        // The next call of the conversation has an id of its own, so nothing is to be waited for.
        Assert.True(response.Closed);
        Assert.Equal(("Can I return it?", "Yes, within 30 days."), (response.Input, response.Output));
        Assert.Empty(response.Conversation);
        Assert.Empty(response.Context);
        Assert.Equal("1.4.0", response.Release);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks((long)(Sent.Start / 100)).AddTicks(12_345_678), response.OccurredAt);
    }

    [Fact]
    public void Instructions_and_earlier_turns_are_the_conversation()
    {
        const string Messages = """
            [{"role":"user","parts":[{"type":"text","content":"hi"}]},
             {"role":"assistant","parts":[{"type":"text","content":"hello"}]},
             {"role":"user","parts":[{"type":"text","content":"what is this?"},{"type":"uri","modality":"image","uri":"https://example.org/cat.png"}]}]
            """;

        Response response = Sent.Read(Chat(Messages, Answer, ("gen_ai.system_instructions", """[{"type":"text","content":"be brief"}]"""))).Only();

        Assert.Equal([new Turn("system", "be brief"), new Turn("user", "hi"), new Turn("assistant", "hello")], response.Conversation);
        Assert.Equal("what is this?\n[image]", response.Input);
    }

    [Theory]
    [InlineData("""{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"30 days"}]}""")]
    [InlineData("""{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","result":"30 days"}]}""")]
    [InlineData("""{"role":"user","parts":[{"type":"tool_call_response","id":"c1","response":"30 days"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"30 days"}]}]}""")]
    [InlineData("""{"role":"tool","tool_call_id":"c1","content":"30 days"}""")]
    [InlineData("""{"type":"function_call_output","call_id":"c1","output":"30 days"}""")]
    public void What_tools_returned_after_the_question_is_context_whoever_is_said_to_speak(string result)
    {
        string messages = $$"""[{"role":"user","content":"refund?"},{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"policy"}]},{{result}}]""";

        Response response = Sent.Read(Chat(messages, Answer)).Only();

        Assert.Equal("refund?", response.Input);
        Assert.Equal(["30 days"], response.Context);
    }

    [Theory]
    [InlineData("""{"days":30}""")]
    [InlineData("""{"type":"json","value":{"days":30}}""")]
    public void Structured_results_of_tools_are_kept_as_the_JSON_they_are(string result)
    {
        string messages = $$$"""[{"role":"user","content":"refund?"},{"role":"tool","parts":[{"type":"tool_call_response","response":{{{result}}}}]}]""";

        Assert.Equal(["""{"days":30}"""], Sent.Read(Chat(messages, Answer)).Only().Context);
    }

    [Fact]
    public void Reasoning_is_no_part_of_the_answer()
    {
        const string Reasoned = """[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"Yes."},{"type":"text","content":"Within 30 days."}]}]""";

        Assert.Equal("Yes.\nWithin 30 days.", Sent.Read(Chat(Question, Reasoned)).Only().Output);
    }

    [Theory]
    [InlineData("""[{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"policy","arguments":{}}],"finish_reason":"tool_call"}]""")]
    [InlineData("""[{"role":"assistant","parts":[{"type":"text","content":"Let me look."},{"type":"tool_call","id":"c1","name":"policy"}]}]""")]
    [InlineData("""[{"role":"assistant","content":null,"tool_calls":[{"id":"c1"}]}]""")]
    [InlineData("""[{"role":"assistant","parts":[{"type":"text","content":null}],"finish_reason":"tool_calls"}]""")]
    [InlineData("""[{"type":"reasoning","summary":[]},{"type":"function_call","call_id":"c1","name":"policy"}]""")]
    public void A_call_of_tools_is_no_answer(string step)
    {
        TelemetryBatch batch = Sent.Read(Chat(Question, step));

        Assert.Equal(1, batch.WithoutAnswer);
        Assert.Empty(batch.Responses);
        Assert.Empty(batch.WithoutContent);
    }

    [Fact]
    public void A_loop_over_tools_that_is_told_as_one_call_ends_with_its_answer()
    {
        const string Loop = """
            [{"role":"assistant","parts":[{"type":"text","content":"Let me look."},{"type":"tool_call","id":"c1","name":"policy"}]},
             {"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"30 days"}]},
             {"role":"assistant","parts":[{"type":"text","content":"Within 30 days."}]}]
            """;

        Response response = Sent.Read(Chat(Question, Loop)).Only();

        Assert.Equal(("Can I return it?", "Within 30 days."), (response.Input, response.Output));
        Assert.Equal(["30 days"], response.Context);
    }

    [Fact]
    public void A_part_whose_text_is_null_says_nothing()
    {
        const string Parts = """[{"role":"assistant","parts":[{"type":"text","content":null},{"type":"text","content":"Yes."}],"finish_reason":"stop"}]""";

        Assert.Equal("Yes.", Sent.Read(Chat(Question, Parts)).Only().Output);
    }

    [Fact]
    public void Of_several_candidates_the_first_is_the_answer()
    {
        const string Two = """[{"role":"assistant","parts":[{"type":"text","content":"Yes."}]},{"role":"assistant","parts":[{"type":"text","content":"No."}]}]""";

        Assert.Equal("Yes.", Sent.Read(Chat(Question, Two)).Only().Output);
    }

    [Fact]
    public void An_answer_that_is_empty_is_a_response_with_an_empty_output() =>
        Assert.Equal("", Sent.Read(Chat(Question, """[{"role":"assistant","parts":[{"type":"text","content":""}]}]""")).Only().Output);

    [Fact]
    public void A_failed_call_without_text_has_no_answer()
    {
        TelemetryBatch batch = Sent.Read(Chat(Question, "", ("error.type", "timeout")));

        Assert.Equal(1, batch.WithoutAnswer);
        Assert.Empty(batch.WithoutContent);
    }

    [Fact]
    public void Who_asks_in_the_system_message_alone_asks_nevertheless() =>
        Assert.Equal("Name a colour.", Sent.Read(Chat("""[{"role":"system","content":"Name a colour."}]""", Answer)).Only().Input);

    [Fact]
    public void Messages_may_be_structured_values()
    {
        object messages = new[] { new Dictionary<string, object> { ["role"] = "user", ["parts"] = new[] { new Dictionary<string, object> { ["type"] = "text", ["content"] = "hi" } } } };

        Assert.Equal("hi", Sent.Read(Sent.Span(1, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", messages), ("gen_ai.output.messages", Answer))).Only().Input);
    }

    [Fact]
    public void Events_on_the_span_tell_its_messages()
    {
        Response response = Sent.Read(Sent.Span(1, ("gen_ai.operation.name", "chat"), ("gen_ai.system", "openai"))
            .With("gen_ai.system.message", ("gen_ai.event.content", """{"role":"system","content":"be brief"}"""))
            .With("gen_ai.user.message", ("content", """[{"text":"hi"}]"""))
            .With("gen_ai.choice", ("message", """[{"text":"hello"}]"""), ("finish_reason", "end_turn"))).Only();

        Assert.Equal(("hi", "hello"), (response.Input, response.Output));
        Assert.Equal([new Turn("system", "be brief")], response.Conversation);
        Assert.Equal("end_turn", response.Metadata["finish_reason"].GetString());
    }

    [Fact]
    public void The_first_events_of_the_conventions_hold_prompt_and_completion()
    {
        Response response = Sent.Read(Sent.Span(1, ("gen_ai.request.model", "m"))
            .With("gen_ai.content.prompt", ("gen_ai.prompt", """[{"role":"user","content":"hi"}]"""))
            .With("gen_ai.content.completion", ("gen_ai.completion", "hello"))).Only();

        Assert.Equal(("hi", "hello"), (response.Input, response.Output));
    }

    [Fact]
    public void The_event_with_all_details_may_stand_on_the_span() =>
        Assert.Equal("Yes, within 30 days.", Sent.Read(Sent.Span(1, ("gen_ai.operation.name", "chat"))
            .With("gen_ai.client.inference.operation.details", ("gen_ai.input.messages", Question), ("gen_ai.output.messages", Answer))).Only().Output);

    private static Assay.Server.Telemetry.Wire.Span Chat(string input, string output, params (string Name, object Value)[] more) =>
        Sent.Span(1, [("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", input), ("gen_ai.output.messages", output), .. more]);
}
