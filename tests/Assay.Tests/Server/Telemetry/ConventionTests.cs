using Assay.Collecting;
using Assay.Server.Telemetry;

namespace Assay.Tests.Server.Telemetry;

/// <summary>OpenInference, OpenLLMetry and the Vercel AI SDK.</summary>
public sealed class ConventionTests
{
    [Fact]
    public void OpenInference_flattens_messages()
    {
        Response response = Sent.Read(Sent.Span(
            1,
            ("openinference.span.kind", "LLM"),
            ("llm.model_name", "gpt-4o"),
            ("llm.input_messages.10.message.role", "user"),
            ("llm.input_messages.10.message.contents.0.message_content.type", "text"),
            ("llm.input_messages.10.message.contents.0.message_content.text", "what is this?"),
            ("llm.input_messages.10.message.contents.1.message_content.type", "image"),
            ("llm.input_messages.10.message.contents.1.message_content.image.image.url", "https://example.org/cat.png"),
            ("llm.input_messages.0.message.role", "system"),
            ("llm.input_messages.0.message.content", "be brief"),
            ("llm.input_messages.11.message.role", "assistant"),
            ("llm.input_messages.11.message.tool_calls.0.tool_call.function.name", "look"),
            ("llm.input_messages.12.message.role", "tool"),
            ("llm.input_messages.12.message.content", "a cat"),
            ("llm.output_messages.0.message.role", "assistant"),
            ("llm.output_messages.0.message.content", "A cat."),
            ("retrieval.documents.1.document.content", "second passage"),
            ("retrieval.documents.0.document.content", "first passage"),
            ("retrieval.documents.0.document.score", 0.9),
            ("input.value", """{"messages":[]}"""))).Only();

        Assert.Equal([new Turn("system", "be brief")], response.Conversation);
        Assert.Equal(("what is this?\n[image]", "A cat."), (response.Input, response.Output));
        Assert.Equal(["first passage", "second passage", "a cat"], response.Context);
    }

    [Theory]
    [InlineData("hi", "hello")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"model":"m"}""", """{"choices":[{"index":0,"message":{"role":"assistant","content":"hello"}}]}""")]
    public void OpenInference_without_messages_has_values(string input, string output)
    {
        Response response = Sent.Read(Sent.Span(1, ("openinference.span.kind", "LLM"), ("input.value", input), ("output.value", output))).Only();

        Assert.Equal(("hi", "hello"), (response.Input, response.Output));
    }

    [Fact]
    public void OpenInference_completions_have_prompts_and_choices()
    {
        Response response = Sent.Read(Sent.Span(1, ("openinference.span.kind", "LLM"), ("llm.prompts.0.prompt.text", "hi"), ("llm.choices.0.completion.text", "hello"))).Only();

        Assert.Equal(("hi", "hello"), (response.Input, response.Output));
    }

    [Theory]
    [InlineData("llm.output_messages.0.message.tool_calls.0.tool_call.function.name", "look")]
    [InlineData("gen_ai.completion.0.tool_calls.0.name", "look")]
    [InlineData("gen_ai.completion.0.tool_calls", """[{"name":"look"}]""")]
    public void Calls_of_tools_are_no_answer(string name, string value)
    {
        TelemetryBatch batch = Sent.Read(Sent.Span(1, ("gen_ai.request.model", "m"), ("gen_ai.prompt.0.content", "hi"), (name, value)));

        Assert.Equal((1, 0), (batch.WithoutAnswer, batch.Responses.Count));
    }

    [Fact]
    public void OpenLLMetry_numbers_prompts_and_completions()
    {
        Response response = Sent.Read(Sent.Span(
            1,
            ("llm.request.type", "chat"),
            ("gen_ai.system", "openai"),
            ("gen_ai.prompt.0.role", "system"),
            ("gen_ai.prompt.0.content", "be brief"),
            ("gen_ai.prompt.1.role", "user"),
            ("gen_ai.prompt.1.content", """[{"type":"text","text":"what is this?"},{"type":"image_url","image_url":{"url":"x"}}]"""),
            ("gen_ai.completion.0.role", "assistant"),
            ("gen_ai.completion.0.content", "A cat."),
            ("gen_ai.completion.0.tool_calls", "[]"),
            ("gen_ai.completion.0.finish_reason", "stop"))).Only();

        Assert.Equal(("what is this?\n[image_url]", "A cat."), (response.Input, response.Output));
        Assert.Equal([new Turn("system", "be brief")], response.Conversation);
        Assert.Equal("stop", response.Metadata["finish_reason"].GetString());
    }

    [Fact]
    public void The_Vercel_AI_SDK_lists_messages_and_texts()
    {
        const string Messages = """
            [{"role":"system","content":"be brief"},
             {"role":"user","content":[{"type":"text","text":"refund?"}]},
             {"role":"assistant","content":[{"type":"tool-call","toolCallId":"c1","toolName":"policy","input":{}}]},
             {"role":"tool","content":[{"type":"tool-result","toolCallId":"c1","toolName":"policy","output":{"type":"text","value":"30 days"}}]}]
            """;

        Response response = Sent.Read(Sent.Span(
            1,
            ("ai.operationId", "ai.streamText.doStream"),
            ("ai.model.id", "gpt-4o"),
            ("ai.model.provider", "openai.chat"),
            ("ai.prompt.messages", Messages),
            ("ai.response.text", "Within 30 days."),
            ("ai.usage.inputTokens", 12),
            ("ai.telemetry.functionId", "returns"),
            ("ai.telemetry.metadata.plan", "gold"))).Only();

        Assert.Equal(("refund?", "Within 30 days."), (response.Input, response.Output));
        Assert.Equal(["30 days"], response.Context);
        Assert.Equal([new Turn("system", "be brief")], response.Conversation);
        Assert.Equal(("gpt-4o", "openai.chat", 12, "returns", "gold"), (
            response.Metadata["model"].GetString(),
            response.Metadata["provider"].GetString(),
            response.Metadata["input_tokens"].GetInt32(),
            response.Metadata["function"].GetString(),
            response.Metadata["plan"].GetString()));
    }

    [Theory]
    [InlineData("""[{"toolCallId":"c1"}]""", 1)]
    [InlineData("[]", 0)]
    public void A_step_of_the_Vercel_AI_SDK_has_calls_beside_its_text(string calls, int steps)
    {
        TelemetryBatch batch = Sent.Read(Sent.Span(
            1,
            ("ai.operationId", "ai.generateText.doGenerate"),
            ("ai.prompt.messages", """[{"role":"user","content":"refund?"}]"""),
            ("ai.response.text", "Let me look."),
            ("ai.response.toolCalls", calls)));

        Assert.Equal((steps, 1 - steps), (batch.WithoutAnswer, batch.Responses.Count));
    }

    [Fact]
    public void An_object_of_the_Vercel_AI_SDK_is_judged_as_the_JSON_it_is()
    {
        Response response = Sent.Read(Sent.Span(
            1,
            ("ai.operationId", "ai.generateObject.doGenerate"),
            ("ai.prompt.messages", """[{"role":"user","content":"a colour"}]"""),
            ("ai.response.object", """{"role":"red"}"""))).Only();

        Assert.Equal("""{"role":"red"}""", response.Output);
    }
}
