using Assay.Collecting;
using Assay.Server.Telemetry;
using Google.Protobuf;

namespace Assay.Tests.Server.Telemetry;

public sealed class LogEventTests
{
    private const string Details = "gen_ai.client.inference.operation.details";

    private static readonly (string, object)[] Texts =
    [
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.request.model", "gpt-4o"),
        ("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"text","content":"hi"}]}]"""),
        ("gen_ai.output.messages", """[{"role":"assistant","parts":[{"type":"text","content":"hello"}]}]"""),
    ];

    [Fact]
    public void One_event_tells_a_whole_call()
    {
        Response response = Sent.Read(Sent.Log(Details, body: null, 1, Texts)).Only();

        Assert.Equal(Sent.Id(1), response.Id);
        Assert.Equal(("hi", "hello"), (response.Input, response.Output));
        Assert.Equal("gpt-4o", response.Metadata["model"].GetString());
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks((long)(Sent.Start / 100)), response.OccurredAt);
    }

    [Fact]
    public void Its_fields_may_stand_in_the_body() =>
        Assert.Equal("hello", Sent.Read(Sent.Log(Details, Texts.ToDictionary(pair => pair.Item1, pair => pair.Item2))).Only().Output);

    [Fact]
    public void Its_name_may_be_an_attribute() =>
        Assert.Equal("hello", Sent.Read(Sent.Log("", body: null, 1, [.. Texts, ("event.name", Details)])).Only().Output);

    [Fact]
    public void A_record_outside_of_a_trace_is_named_by_its_content()
    {
        Assay.Server.Telemetry.Wire.LogRecord record = Sent.Log(Details, body: null, 1, Texts);
        record.TraceId = ByteString.Empty;

        Response response = Sent.Read(record).Only();

        Assert.StartsWith("r-", response.Id, StringComparison.Ordinal);
        Assert.Equal(response.Id, ContentHash.Of(response).ToResponseId());
    }

    [Fact]
    public void Events_with_one_message_each_are_joined_by_their_span()
    {
        TelemetryBatch batch = Sent.Read(
            Sent.Log("gen_ai.system.message", Fields(("content", "be brief")), 1),
            Sent.Log("gen_ai.user.message", Fields(("content", "other")), 2),
            Sent.Log("gen_ai.user.message", Fields(("content", "refund?")), 1),
            Sent.Log("gen_ai.assistant.message", Fields(("tool_calls", new[] { "c1" })), 1),
            Sent.Log("gen_ai.tool.message", Fields(("id", "c1"), ("content", "30 days")), 1),
            Sent.Log("gen_ai.choice", Fields(("index", 0), ("finish_reason", "stop"), ("message", Fields(("role", "assistant"), ("content", "Within 30 days.")))), 1),
            Sent.Log("", """{"finish_reason":"stop","index":0,"message":{"content":"another"}}""", 2, ("event.name", "gen_ai.choice")));

        Assert.Equal([(Sent.Id(1), "refund?", "Within 30 days."), (Sent.Id(2), "other", "another")], batch.Responses.Select(r => (r.Id, r.Input, r.Output)));
        Assert.Equal(["30 days"], batch.Responses[0].Context);
        Assert.Equal([new Turn("system", "be brief")], batch.Responses[0].Conversation);
        Assert.Equal(5, batch.Ignored);
    }

    [Fact]
    public void Events_without_texts_name_the_setting()
    {
        TelemetryBatch batch = Sent.Read(
            Sent.Log("gen_ai.user.message", Fields(), 1),
            Sent.Log("gen_ai.choice", Fields(("index", 0), ("finish_reason", "stop"), ("message", Fields())), 1));

        Assert.Contains("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", Assert.Single(batch.WithoutContent).Setting, StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_whose_answer_is_in_another_request_has_no_answer() =>
        Assert.Equal(1, Sent.Read(Sent.Log("gen_ai.user.message", Fields(("content", "hi")))).WithoutAnswer);

    [Fact]
    public void Ordinary_log_records_are_ignored() =>
        Assert.Equal(2, Sent.Read(Sent.Log("", "started"), Sent.Log("gen_ai.evaluation.result", body: null)).Ignored);

    private static Dictionary<string, object> Fields(params (string Name, object Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);
}
