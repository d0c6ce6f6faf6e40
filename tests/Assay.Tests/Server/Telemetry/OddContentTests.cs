using Assay.Collecting;
using Assay.Server.Telemetry;
using Assay.Server.Telemetry.Wire;

namespace Assay.Tests.Server.Telemetry;

/// <summary>Nothing that an attribute may hold ends in an exception: each span comes to one outcome.</summary>
public sealed class OddContentTests
{
    private static readonly string[] Names =
    [
        "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.prompt", "gen_ai.completion", "gen_ai.prompt.0", "gen_ai.prompt.0.role",
        "gen_ai.prompt.0.content", "gen_ai.completion.0.content", "gen_ai.completion.0.tool_calls", "gen_ai.prompt.99999999999.content", "gen_ai.response.finish_reasons",
        "llm.input_messages", "llm.input_messages.0.message.content", "llm.input_messages.0.message.contents.0.message_content.text", "llm.input_messages.0.message.contents.x",
        "llm.output_messages.0.message.content", "llm.output_messages.0.message.tool_calls", "input.value", "output.value", "retrieval.documents.0.document.content",
        "ai.prompt.messages", "ai.response.text", "ai.response.object", "ai.response.toolCalls", "traceloop.entity.input", "traceloop.entity.output", "metadata",
        "assay.context", "assay.reference", "assay.release", "assay.", "gen_ai.operation.name", "openinference.span.kind", "error.type", "service.version",
    ];

    private static readonly object[] Values =
    [
        "", " ", "null", "[]", "{}", "[[]]", "[null]", "[1]", "[\"a\"]", "[{}]", "{\"a\":", "[{\"role\":1}]", "[{\"role\":\"user\"}]", "[{\"role\":\"user\",\"content\":1}]",
        "[{\"role\":\"user\",\"content\":{\"text\":\"hi\"}}]", "[{\"role\":\"user\",\"content\":[[\"hi\"],null,true]}]", "[{\"role\":\"user\",\"parts\":{}}]",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":1},{\"type\":\"text\"},{\"type\":\"text\",\"content\":{\"x\":[]}}]}]",
        "[{\"message\":\"hi\"}]", "[{\"message\":{\"message\":{\"message\":[]}}}]", "{\"messages\":1}", "{\"choices\":[{\"message\":null}]}",
        "[{\"type\":\"tool_call_response\"}]", "[{\"type\":\"tool-result\",\"output\":{\"type\":\"json\",\"value\":null}}]", "[{\"tool_calls\":{}}]", "{\"\":{}}", "\ud800", "\\ud800", "{\"a\":\"\\ud800\"}",
        Nested(120), $"[{{\"role\":\"user\",\"content\":{Nested(120)}}}]", Nested(5_000), "chat", "LLM", 1, -1L, true, 0.5, double.NaN, new byte[] { 0, 255 },
        Array.Empty<string>(), new object[] { "a", 1 }, new Dictionary<string, object> { ["role"] = "user", ["content"] = "hi" },
        new object[] { new Dictionary<string, object> { ["role"] = "user" } },
    ];

    [Fact]
    public void Every_attribute_may_hold_anything()
    {
        foreach (string name in Names)
        {
            foreach (object value in Values)
            {
                AssertOne(Span(1, (name, value), ("gen_ai.request.model", "m")));
                AssertOne(Span(1, (name, value), ("gen_ai.operation.name", "chat"), ("gen_ai.prompt", "hi"), ("gen_ai.completion", "hello")));
            }
        }
    }

    [Fact]
    public void Any_two_attributes_may_hold_anything()
    {
        Random random = new(11);
        for (int i = 0; i < 3_000; i++)
        {
            AssertOne(Span(1, [("gen_ai.request.model", "m"), .. Enumerable.Range(0, 4).Select(_ => (Names[random.Next(Names.Length)], Values[random.Next(Values.Length)]))]));
        }
    }

    [Theory]
    [InlineData("gen_ai.user.message")]
    [InlineData("gen_ai.assistant.message")]
    [InlineData("gen_ai.tool.message")]
    [InlineData("gen_ai.choice")]
    [InlineData("gen_ai.content.prompt")]
    [InlineData("gen_ai.client.inference.operation.details")]
    public void Every_event_may_hold_anything(string happened)
    {
        foreach (object value in Values)
        {
            foreach (string name in (string[])["content", "message", "role", "tool_calls", "finish_reason", "gen_ai.event.content", "gen_ai.input.messages"])
            {
                AssertOne(Span(1, ("gen_ai.request.model", "m"), ("gen_ai.completion", "hello")).With(happened, (name, value)));
                AssertTwo(Sent.Log(happened, new Dictionary<string, object> { [name] = value }), Sent.Log("gen_ai.choice", new Dictionary<string, object> { ["content"] = "hello" }));
            }

            AssertTwo(Sent.Log(happened, value), Sent.Log("gen_ai.choice", value));
        }
    }

    private static void AssertOne(Span span) => AssertCounted(1, OtlpReader.ReadTraces(Google.Protobuf.MessageExtensions.ToByteArray(Sent.Traces(span)), OtlpEncoding.Protobuf));

    private static void AssertTwo(params LogRecord[] records) =>
        AssertCounted(2, OtlpReader.ReadLogs(Google.Protobuf.MessageExtensions.ToByteArray(Sent.Logs(records)), OtlpEncoding.Protobuf));

    private static void AssertCounted(int expected, TelemetryBatch batch)
    {
        Assert.Equal(expected, batch.Responses.Count + batch.WithoutContent.Count + batch.WithoutAnswer + batch.Rejected.Count + batch.Ignored);
        foreach (Response response in batch.Responses)
        {
            ContentHash.Of(response);
        }
    }

    private static Span Span(byte id, params (string Name, object Value)[] attributes) => Sent.Span(id, attributes);

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);
}
