using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>OTLP over real sockets: what is answered, and what the ledger holds then.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServiceProcess? _service;

    private ServiceProcess Service => _service!;

    public async ValueTask InitializeAsync() => _service = await ServiceProcess.StartOfflineAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, null, "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        Service.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_model_call_becomes_a_response_that_is_judged()
    {
        (HttpStatusCode status, string answer) = await PostAsync("/v1/traces", Trace("a1", content: true));
        await PostAsync("/v1/traces", Trace("a1", content: true));
        JsonElement total = await Service.SettledAsync();
        JsonElement response = (await Service.GetAsync($"/v1/responses/{Id("a1")}")).GetProperty("revisions")[0].GetProperty("response");

        Assert.Equal((HttpStatusCode.OK, "{}"), (status, answer));
        Assert.Equal((1, 1), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal(("How long does delivery take?", "Two to four days."), (response.GetProperty("input").GetString(), response.GetProperty("output").GetString()));
    }

    [Fact]
    public async Task A_call_without_its_texts_is_skipped_and_the_sender_hears_what_to_turn_on()
    {
        (HttpStatusCode status, string answer) = await PostAsync("/v1/traces", Trace("b1", content: false));
        JsonElement skipped = (await Service.TotalAsync()).GetProperty("skipped");
        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, null, "why", Id("b1"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", answer, StringComparison.Ordinal);
        Assert.Equal(1, skipped.GetProperty("no_content").GetInt32());
        Assert.Contains("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", why.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Texts_that_come_apart_from_their_span_are_judged_once_whichever_comes_first(bool silentFirst)
    {
        string[] order = [Trace("c1", content: false), Trace("c1", content: true)];
        foreach (string trace in silentFirst ? order : order.Reverse())
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync("/v1/traces", trace)).Status);
        }

        JsonElement total = await Service.SettledAsync();

        Assert.Equal(1, total.GetProperty("scored").GetInt32());
        Assert.Equal(silentFirst ? 1 : 0, total.GetProperty("skipped").EnumerateObject().Sum(r => r.Value.GetInt32()));
        Assert.False(total.GetProperty("skipped").TryGetProperty("no_content", out _));
    }

    [Fact]
    public async Task What_is_no_telemetry_is_refused_in_the_sender_s_own_form()
    {
        (HttpStatusCode bad, string status) = await PostAsync("/v1/traces", "{\"resourceSpans\":17}");
        (HttpStatusCode type, _) = await PostAsync("/v1/traces", "{}", "text/plain");
        (HttpStatusCode garbage, _) = await PostAsync("/v1/logs", "\u0007garbage", "application/x-protobuf");
        (HttpStatusCode large, _) = await PostAsync("/v1/traces", new string(' ', 21 * 1024 * 1024));
        (HttpStatusCode empty, string accepted) = await PostAsync("/v1/traces", "", "application/x-protobuf");
        (HttpStatusCode metrics, _) = await PostAsync("/v1/metrics", "", "application/x-protobuf");

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge], [bad, type, garbage, large]);
        Assert.Equal(3, JsonElement.Parse(status).GetProperty("code").GetInt32());
        Assert.Equal((HttpStatusCode.OK, "", HttpStatusCode.OK), (empty, accepted, metrics));
    }

    private static string Id(string span) => $"{Hex("trace" + span, 32)}-{Hex(span, 16)}";

    private static string Hex(string text, int digits) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)).PadRight(digits, '0')[..digits];

    private static string Trace(string span, bool content)
    {
        string texts = content
            ? """
              ,{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"How long does delivery take?\"}]}]"}}
              ,{"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Two to four days.\"}],\"finish_reason\":\"stop\"}]"}}
              """
            : "";
        return $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"opentelemetry.instrumentation.openai_v2"},"spans":[
              {"traceId":"{{{Hex("trace" + span, 32)}}}","spanId":"{{{Hex(span, 16)}}}","name":"chat gpt-4o-mini","kind":3,"startTimeUnixNano":"1764000000000000000","endTimeUnixNano":"1764000001000000000",
               "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o-mini"}}{{{texts}}}]}]}]}]}
            """;
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string body, string type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using HttpResponseMessage response = await Service.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
