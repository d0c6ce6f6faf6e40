using Assay.Server.Telemetry;
using Assay.Server.Telemetry.Wire;

namespace Assay.Tests.Server.Telemetry;

public sealed class WhichSpansTests
{
    private const string Question = """[{"role":"user","content":"hi"}]""";

    [Theory]
    [InlineData("openinference.span.kind", "CHAIN")]
    [InlineData("openinference.span.kind", "AGENT")]
    [InlineData("openinference.span.kind", "EMBEDDING")]
    [InlineData("openinference.span.kind", "RETRIEVER")]
    [InlineData("openinference.span.kind", "EVALUATOR")]
    [InlineData("ai.operationId", "ai.generateText")]
    [InlineData("ai.operationId", "ai.toolCall")]
    [InlineData("ai.operationId", "ai.embed.doEmbed")]
    [InlineData("traceloop.span.kind", "workflow")]
    [InlineData("traceloop.span.kind", "task")]
    [InlineData("llm.request.type", "embedding")]
    [InlineData("llm.request.type", "rerank")]
    [InlineData("gen_ai.operation.name", "embeddings")]
    [InlineData("gen_ai.operation.name", "execute_tool")]
    [InlineData("gen_ai.operation.name", "invoke_agent")]
    [InlineData("http.request.method", "POST")]
    public void What_is_no_model_call_is_ignored_though_it_has_texts(string name, string value)
    {
        // A model and texts on the span do not make it a model call, unless nothing names its kind.
        (string, object)[] model = name == "http.request.method" ? [] : [("gen_ai.request.model", "m"), ("gen_ai.input.messages", Question), ("output.value", "hello")];

        TelemetryBatch batch = Sent.Read(Sent.Span(1, [(name, value), .. model]));

        Assert.Equal(1, batch.Ignored);
        Assert.Empty(batch.Responses);
        Assert.Empty(batch.WithoutContent);
    }

    [Theory]
    [InlineData("gen_ai.operation.name", "chat")]
    [InlineData("gen_ai.operation.name", "generate_content")]
    [InlineData("gen_ai.operation.name", "text_completion")]
    [InlineData("openinference.span.kind", "llm")]
    [InlineData("llm.request.type", "completion")]
    [InlineData("traceloop.span.kind", "unknown")]
    [InlineData("gen_ai.system", "openai")]
    public void A_model_call_is_judged(string name, string value) =>
        Assert.Equal("hello", Sent.Read(Sent.Span(1, (name, value), ("gen_ai.request.model", "m"), ("gen_ai.input.messages", Question), ("gen_ai.completion", "hello"))).Only().Output);

    [Fact]
    public void Of_calls_that_enclose_one_another_the_innermost_answer_is_judged()
    {
        TelemetryBatch batch = Sent.Read(Call(1, "outer"), Other(2).Under(1), Call(3, "middle").Under(2), Call(4, "inner").Under(3));

        Assert.Equal("inner", batch.Only().Output);
        Assert.Equal(3, batch.Ignored);
    }

    [Fact]
    public void An_inner_call_without_content_leaves_the_answer_to_the_outer()
    {
        TelemetryBatch batch = Sent.Read(Silent(2).Under(1), Call(1, "outer"));

        Assert.Equal("outer", batch.Only().Output);
        Assert.Equal(1, batch.Ignored);
    }

    [Fact]
    public void Of_calls_without_content_one_setting_is_named()
    {
        TelemetryBatch batch = Sent.Read(Silent(1), Silent(2).Under(1));

        Assert.Equal(Sent.Id(1), Assert.Single(batch.WithoutContent).Response.Id);
    }

    [Theory]
    [InlineData("gen_ai.operation.name", "execute_tool")]
    [InlineData("openinference.span.kind", "TOOL")]
    [InlineData("traceloop.span.kind", "agent")]
    [InlineData("ai.operationId", "ai.toolCall")]
    public void A_call_that_a_tool_makes_is_another_call(string name, string value)
    {
        TelemetryBatch batch = Sent.Read(Call(1, "outer"), Sent.Span(2, (name, value)).Under(1), Call(3, "inner").Under(2));

        Assert.Equal(["outer", "inner"], batch.Responses.Select(response => response.Output));
    }

    [Fact]
    public void Calls_side_by_side_are_all_judged() =>
        Assert.Equal(["first", "second"], Sent.Read(Other(1), Call(2, "first").Under(1), Call(3, "second").Under(1)).Responses.Select(response => response.Output));

    [Fact]
    public void Spans_in_a_circle_keep_their_answers() =>
        Assert.Equal(3, Sent.Read(Call(1, "a").Under(2), Call(2, "b").Under(1), Call(3, "c").Under(3)).Responses.Count);

    [Fact]
    public void A_very_deep_trace_costs_no_more_than_its_size()
    {
        Span[] chain = [.. Enumerable.Range(0, 255).Select(i => Call((byte)i, "x").Under((byte)(i + 1)))];

        Assert.Equal(255, Sent.Read(chain) is { } batch ? batch.Responses.Count + batch.Ignored : 0);
    }

    [Fact]
    public void A_call_that_cannot_be_read_does_not_disturb_its_neighbours()
    {
        Span broken = Sent.Span(2, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"te"""), ("gen_ai.output.messages", "[]"));
        Span unasked = Sent.Span(3, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", """[{"role":"assistant","content":"?"}]"""), ("gen_ai.completion", "!"));

        TelemetryBatch batch = Sent.Read(Call(1, "first"), broken, unasked, Call(4, "second"));

        Assert.Equal(["first", "second"], batch.Responses.Select(response => response.Output));
        Assert.Equal([Sent.Id(2), Sent.Id(3)], batch.Rejected.Select(call => call.Id));
        Assert.Contains("gen_ai.input.messages", batch.Rejected[0].Reason, StringComparison.Ordinal);
        Assert.Contains("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", batch.Rejected[0].Reason, StringComparison.Ordinal);
    }

    private static Span Call(byte id, string answer) => Sent.Span(id, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", Question), ("gen_ai.completion", answer));

    private static Span Silent(byte id) => Sent.Span(id, ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"));

    private static Span Other(byte id) => Sent.Span(id, ("http.request.method", "POST"));
}
