using System.Text;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Server.Telemetry;
using Assay.Server.Telemetry.Wire;

namespace Assay.Integration.Tests.Outbound;

/// <summary>The real service sends evaluation events to where traces go.</summary>
public sealed class OtlpExportTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string SpanId = "b7ad6b7169203331";

    [Theory]
    [InlineData("http/protobuf", "application/x-protobuf")]
    [InlineData("http/json", "application/json")]
    public async Task A_span_that_came_by_OTLP_gets_its_evaluations_back_in_its_own_context(string protocol, string type)
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer collector = await ReceivingServer.StartAsync((_, request) => new ReceivingServer.Answer(request == 1 ? 503 : 200));
        using ServiceProcess service = await Receiving.StartAsync(
            folder, $"export: {{otlp: {{endpoint: \"{collector.Address}\", protocol: {protocol}, headers: {{api-key: \"${{OPS_SECRET}}\"}}, allow_private: true}}}}\n");
        using (var trace = new StringContent(Trace(), Encoding.UTF8, "application/json"))
        {
            using HttpResponseMessage taken = await service.Http.PostAsync("/v1/traces", trace, TestContext.Current.CancellationToken);
            taken.EnsureSuccessStatusCode();
        }

        await service.PostAsync("""{"id":"plain","input":"Why?","output":"Because.","response_id":"chatcmpl-9"}""");
        await Receiving.HeldAsync(service, r => r.Number("delivered") == 2, "otlp");
        await service.StopAsync();

        LogRecord[] records = [.. collector.Requests.SelectMany(r => Read(r.Body, protocol)).DistinctBy(r => (Text(r, "assay.event.id"), Text(r, "gen_ai.evaluation.name")))];
        Assert.All(collector.Requests, r => Assert.Equal(("/v1/logs", type, Receiving.Secret), (r.Path, r.Headers["Content-Type"], r.Headers["api-key"])));
        Assert.All(records, r => Assert.Equal("gen_ai.evaluation.result", r.EventName));
        LogRecord[] traced = [.. records.Where(r => !r.TraceId.IsEmpty)];
        Assert.Equal(["form", "helpful", "overall"], traced.Select(r => Text(r, "gen_ai.evaluation.name")).Order());
        Assert.All(traced, r => Assert.Equal((TraceId, SpanId), (Convert.ToHexStringLower(r.TraceId.Span), Convert.ToHexStringLower(r.SpanId.Span))));
        Assert.All(records, r => Assert.Contains(r.Attributes, a => a.Key == "gen_ai.evaluation.score.value" && a.Value.DoubleValue is >= 1 and <= 5));
        Assert.All(records.Where(r => r.TraceId.IsEmpty), r => Assert.Equal("chatcmpl-9", Text(r, "gen_ai.response.id")));
    }

    [Fact]
    public async Task What_a_collector_rejects_of_a_batch_is_shown_and_not_sent_again()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer collector = await ReceivingServer.StartAsync((_, _) => new ReceivingServer.Answer(200) { Body = OtlpAnswer.Accepted(OtlpEncoding.Protobuf, OtlpSignal.Logs, 1, "too old") });
        using ServiceProcess service = await Receiving.StartAsync(folder, $"export: {{otlp: {{endpoint: \"{collector.Address}\", allow_private: true}}}}\n");
        await service.PostAsync("""{"id":"plain","input":"Why?","output":"Because."}""");

        JsonElement state = await Receiving.HeldAsync(service, r => r.Number("delivered") == 1, "otlp");
        await service.StopAsync();

        Assert.Equal("1 of 3 events were rejected: too old", state.GetProperty("error").GetString());
        Assert.Single(collector.Requests);
    }

    [Fact]
    public async Task A_collector_that_calls_a_request_bad_is_not_asked_again()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer collector = await ReceivingServer.StartAsync((_, _) => new ReceivingServer.Answer(400));
        using ServiceProcess service = await Receiving.StartAsync(folder, $"export: {{otlp: {{endpoint: \"{collector.Address}\", allow_private: true}}}}\n");
        await service.PostAsync("""{"id":"plain","input":"Why?","output":"Because."}""");

        JsonElement state = await Receiving.HeldAsync(service, r => r.Number("undelivered") == 1, "otlp");
        await service.StopAsync();

        Assert.Equal(("failing", "answered 400", 0), (state.GetProperty("state").GetString(), state.GetProperty("error").GetString(), state.Number("owed")));
        Assert.Single(collector.Requests);
    }

    private static IEnumerable<LogRecord> Read(byte[] body, string protocol)
    {
        LogsRequest request = protocol == "http/json" ? JsonRequest.Read(body, JsonShapes.LogsRequest) : LogsRequest.Parser.ParseFrom(body);
        return request.ResourceLogs.SelectMany(r => r.ScopeLogs).SelectMany(s => s.LogRecords);
    }

    private static string Text(LogRecord record, string name) => record.Attributes.SingleOrDefault(a => a.Key == name)?.Value.StringValue ?? "";

    private static string Trace() => $$$"""
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"{{{TraceId}}}","spanId":"{{{SpanId}}}","name":"chat","startTimeUnixNano":"1770000000000000000","endTimeUnixNano":"1770000001000000000",
        "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
        {"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"How long does delivery take?\"}]}]"}},
        {"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Two to four days.\"}]}]"}}]}]}]}]}
        """;
}
