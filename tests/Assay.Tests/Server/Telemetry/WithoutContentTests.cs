using Assay.Server.Telemetry;

namespace Assay.Tests.Server.Telemetry;

public sealed class WithoutContentTests
{
    [Theory]
    [InlineData("opentelemetry.instrumentation.openai_v2", "gen_ai.system", "openai", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true")]
    [InlineData("Experimental.Microsoft.Extensions.AI", "gen_ai.system", "openai", "EnableSensitiveData")]
    [InlineData("Microsoft.SemanticKernel.Diagnostics", "gen_ai.system", "openai", "SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true")]
    [InlineData("OpenAI.ChatClient", "gen_ai.system", "openai", "UseOpenTelemetry")]
    [InlineData("opentelemetry.instrumentation.openai.v1", "traceloop.workflow.name", "w", "TRACELOOP_TRACE_CONTENT=true")]
    [InlineData("@traceloop/instrumentation-openai", "gen_ai.system", "openai", "TRACELOOP_TRACE_CONTENT=true")]
    [InlineData("openinference.instrumentation.openai", "gen_ai.system", "openai", "OPENINFERENCE_HIDE_INPUTS=false")]
    [InlineData("test", "ai.operationId", "ai.generateText.doGenerate", "recordInputs: true")]
    [InlineData("gen_ai", "gen_ai.client.operation.duration", "0.1", "recordInputs: true")]
    [InlineData("test", "az.namespace", "Microsoft.CognitiveServices", "AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=true")]
    public void The_setting_of_the_sender_is_named(string scope, string name, string value, string setting)
    {
        TelemetryBatch batch = Sent.Read(Sent.Traces(scope, Sent.Span(1, (name, value), ("gen_ai.request.model", "gpt-4o"))));

        CallWithoutContent call = Assert.Single(batch.WithoutContent);
        Assert.Contains(setting, call.Setting, StringComparison.Ordinal);
        Assert.Equal((Sent.Id(1), "", ""), (call.Response.Id, call.Response.Input, call.Response.Output));
        Assert.Equal("gpt-4o", call.Response.Metadata["model"].GetString());
        Assert.Empty(batch.Responses);
    }

    [Fact]
    public void Hidden_texts_of_OpenInference_are_no_content()
    {
        TelemetryBatch batch = Sent.Read(Sent.Span(
            1,
            ("openinference.span.kind", "LLM"),
            ("input.value", "__REDACTED__"),
            ("output.value", "__REDACTED__"),
            ("llm.input_messages.0.message.role", "user"),
            ("llm.input_messages.0.message.content", "__REDACTED__"),
            ("llm.output_messages.0.message.role", "assistant"),
            ("llm.output_messages.0.message.contents.0.message_content.type", "text"),
            ("llm.output_messages.0.message.contents.0.message_content.text", "__REDACTED__")));

        Assert.Single(batch.WithoutContent);
    }

    public static TheoryData<string, object> EndingsForTools => new()
    {
        { "gen_ai.response.finish_reasons", new[] { "tool_calls" } },
        { "gen_ai.response.finish_reasons", "[\"tool_call\"]" },
        { "ai.response.finishReason", "tool-calls" },
        { "llm.finish_reason", "tool_calls" },
        { "llm.response.finish_reason", "tool_use" },
    };

    [Theory]
    [MemberData(nameof(EndingsForTools), DisableDiscoveryEnumeration = true)]
    public void A_call_of_tools_is_a_step_also_where_its_texts_are_missing(string name, object reasons)
    {
        TelemetryBatch batch = Sent.Read(Sent.Span(1, ("gen_ai.request.model", "m"), (name, reasons)));

        Assert.Equal(1, batch.WithoutAnswer);
        Assert.Empty(batch.WithoutContent);
    }

    [Theory]
    [InlineData("gen_ai.prompt.0.content", "hi")]
    [InlineData("gen_ai.completion.0.content", "hello")]
    public void One_of_the_two_texts_is_not_enough(string name, string text) =>
        Assert.Single(Sent.Read(Sent.Span(1, ("gen_ai.request.model", "m"), ("gen_ai.prompt.0.role", "user"), (name, text))).WithoutContent);
}
