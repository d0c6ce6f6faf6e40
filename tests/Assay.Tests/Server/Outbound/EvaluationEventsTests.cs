using System.Text;
using Assay.Server.Outbound;
using Assay.Server.Telemetry.Wire;
using Assay.Surfacing.Outbound;
using Assay.Tests.Surfacing.Outbound;
using Google.Protobuf;

namespace Assay.Tests.Server.Outbound;

public sealed class EvaluationEventsTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";

    [Fact]
    public void A_scored_verdict_is_an_event_for_the_overall_score_and_one_for_each_criterion()
    {
        LogRecord[] records = Records(Told.Scored(7));

        Assert.All(records, r => Assert.Equal("gen_ai.evaluation.result", r.EventName));
        Assert.Equal(
            [("overall", 3.5, "", ""), ("accuracy", 4, "", "Says what is so."), ("polite", 1, "pass", "")],
            records.Select(r => (Text(r, "gen_ai.evaluation.name"), Number(r), Text(r, "gen_ai.evaluation.score.label"), Text(r, "gen_ai.evaluation.explanation"))));
        Assert.All(records, r => Assert.Equal(
            ("quality", "0123456789abcdef", "r1", Told.Id(7).ToString()),
            (Text(r, "assay.judge.name"), Text(r, "assay.judge.version"), Text(r, "assay.response.id"), Text(r, "assay.event.id"))));
        Assert.All(records, r => Assert.Equal(1_777_896_000_000_000_000UL, r.TimeUnixNano));
        Assert.All(records, r => Assert.Empty(Text(r, "error.type")));
    }

    [Fact]
    public void A_judge_without_an_overall_score_gives_none() =>
        Assert.Equal(["accuracy", "polite"], Records(Told.Scored(overall: null)).Select(r => Text(r, "gen_ai.evaluation.name")));

    [Fact]
    public void What_could_not_be_scored_is_an_error_of_every_evaluation_and_never_a_score()
    {
        LogRecord[] records = Records(Told.Unscored());

        Assert.Equal(["overall", "accuracy", "polite"], records.Select(r => Text(r, "gen_ai.evaluation.name")));
        Assert.All(records, r => Assert.Equal(("refused", "It would not say."), (Text(r, "error.type"), Text(r, "gen_ai.evaluation.explanation"))));
        Assert.All(records, r => Assert.DoesNotContain(r.Attributes, a => a.Key.StartsWith("gen_ai.evaluation.score.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData($"{Trace}-{Span}", "{}", Trace, Span, "")]
    [InlineData("chat-1", $$$"""{"metadata":{"trace_id":"{{{Trace}}}","span_id":"{{{Span}}}"}}""", Trace, Span, "")]
    [InlineData("chat-1", $$$"""{"metadata":{"trace_id":"{{{Trace}}}","response_id":"chatcmpl-1"}}""", "", "", "chatcmpl-1")]
    [InlineData($"{Trace}-{Span}", """{"metadata":{"response_id":"chatcmpl-1"}}""", Trace, Span, "chatcmpl-1")]
    [InlineData("chat-1", """{"metadata":{"trace_id":12,"span_id":"zz","response_id":null}}""", "", "", "")]
    [InlineData("00000000000000000000000000000000-b7ad6b7169203331", "{}", "", "", "")]
    [InlineData("0af7651916cd43dd8448eb211c80319c-0000000000000000", "{}", "", "", "")]
    public void An_event_stands_in_the_context_of_the_judged_span_as_far_as_it_is_known(string id, string body, string trace, string span, string completion)
    {
        LogRecord[] records = Records(Told.Scored(id: id, body: body));

        Assert.All(records, r => Assert.Equal(
            (trace, span, completion), (Convert.ToHexStringLower(r.TraceId.Span), Convert.ToHexStringLower(r.SpanId.Span), Text(r, "gen_ai.response.id"))));
    }

    [Fact]
    public void A_response_as_deep_as_is_taken_in_is_told_of()
    {
        string deep = $"{{\"metadata\":{{\"tree\":{new string('[', 64)}{new string(']', 64)}}}}}";

        Assert.Equal(3, Records(Told.Scored(body: deep)).Length);
    }

    [Fact]
    public void Both_encodings_say_the_same()
    {
        LogsRequest request = EvaluationEvents.Of([Told.Scored(1, $"{Trace}-{Span}"), Told.Unscored(2)]);

        LogsRequest binary = LogsRequest.Parser.ParseFrom(request.ToByteArray());
        LogsRequest json = JsonRequest.Read(LogsJson.Write(request), JsonShapes.LogsRequest);

        Assert.Equal(request, binary);
        Assert.Equal(request, json);
        Assert.Contains($"\"traceId\":\"{Trace}\"", Encoding.UTF8.GetString(LogsJson.Write(request)), StringComparison.Ordinal);
    }

    private static LogRecord[] Records(OutboxMessage message) => [.. EvaluationEvents.Of([message]).ResourceLogs[0].ScopeLogs[0].LogRecords];

    private static string Text(LogRecord record, string name) => record.Attributes.SingleOrDefault(a => a.Key == name)?.Value.StringValue ?? "";

    private static double Number(LogRecord record) => record.Attributes.Single(a => a.Key == "gen_ai.evaluation.score.value").Value.DoubleValue;
}
