using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Outbound;

/// <summary>The real service tells a program of verdicts.</summary>
public sealed class WebhookTests
{
    private const int Count = 30;

    [Fact]
    public async Task Every_verdict_arrives_signed_and_says_what_the_service_says_also_when_the_receiver_is_not_well_at_first()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync((_, request) => request switch
        {
            1 => new ReceivingServer.Answer(503) { Headers = [("Retry-After", "1")] },
            2 => new ReceivingServer.Answer(429),
            _ => new ReceivingServer.Answer(204),
        });
        using ServiceProcess service = await Receiving.StartAsync(folder, Receiving.Webhook(receiver.Address));
        await service.PostAsync(Receiving.Lines("w", Count - 1) + "\n" + """{"id":"w-empty","input":"Why?","output":""}""");
        JsonElement state = await Receiving.HeldAsync(service, r => r.Number("delivered") == Count);
        string metrics = await service.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        JsonElement[] events = [.. receiver.Events];
        Dictionary<string, JsonElement> shown = [];
        foreach (string id in events.Select(e => e.GetProperty("result").GetProperty("id").GetString()!).Distinct())
        {
            shown[id] = (await service.GetAsync($"/v1/responses/{id}")).GetProperty("revisions")[0].GetProperty("judgments")[0];
        }

        AssayProcess.Finished stopped = await service.StopAsync();

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.Equal(("webhook", "working", 0, 0), (state.GetProperty("channel").GetString(), state.GetProperty("state").GetString(), state.Number("owed"), state.Number("undelivered")));
        Assert.Contains($"assay_notifications_total{{channel=\"webhook\",receiver=\"ops\",result=\"delivered\"}} {Count}\n", metrics, StringComparison.Ordinal);
        Assert.Contains("assay_notification_failures_total{channel=\"webhook\",receiver=\"ops\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Equal(Count, events.Select(e => e.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.Equal(Count, shown.Count);
        Assert.All(events, e => Assert.Equal(shown[e.GetProperty("result").GetProperty("id").GetString()!].GetProperty("result").GetRawText(), e.GetProperty("result").GetRawText()));
        Assert.Equal("empty_output", events.First(e => e.GetProperty("result").GetProperty("id").GetString() == "w-empty").GetProperty("result").GetProperty("reason").GetString());
        Assert.All(receiver.Requests, AssertSigned);
        // The batch that failed came again as it was.
        Assert.Single(receiver.Requests.Take(3).Select(r => (r.Headers["webhook-id"], r.Text)).Distinct());
    }

    [Fact]
    public async Task What_is_refused_is_shown_with_its_reason_keeps_nothing_back_and_can_be_sent_again()
    {
        using var folder = new TemporaryFolder();
        bool isMended = false;
        await using ReceivingServer receiver = await ReceivingServer.StartAsync((request, _) => request.Text.Contains("\"r-7\"", StringComparison.Ordinal) && !Volatile.Read(ref isMended)
            ? new ReceivingServer.Answer(400) { Body = "r-7 is unheard of"u8.ToArray() }
            : new ReceivingServer.Answer(200));
        using ServiceProcess service = await Receiving.StartAsync(folder, Receiving.Webhook(receiver.Address));
        await service.PostAsync(Receiving.Lines("r", Count));
        JsonElement state = await Receiving.HeldAsync(service, r => r.Number("delivered") == Count - 1 && r.Number("undelivered") == 1);
        JsonElement refused = Assert.Single((await service.GetAsync("/v1/receivers/ops/undelivered")).GetProperty("undelivered").EnumerateArray());
        string metrics = await service.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Volatile.Write(ref isMended, true);

        using HttpResponseMessage resent = await service.Http.PostAsync("/v1/receivers/ops/resend", content: null, TestContext.Current.CancellationToken);
        using HttpResponseMessage unknown = await service.Http.PostAsync("/v1/receivers/nobody/resend", content: null, TestContext.Current.CancellationToken);
        await Receiving.HeldAsync(service, r => r.Number("delivered") == Count);
        await service.StopAsync();

        Assert.Equal(0, state.Number("owed"));
        Assert.Equal(("r-7", "answered 400: r-7 is unheard of"), (refused.GetProperty("response_id").GetString(), refused.GetProperty("reason").GetString()));
        Assert.Contains("assay_dead_letters{channel=\"webhook\",receiver=\"ops\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Accepted, "{\"resent\":1}"), (resent.StatusCode, await resent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(refused.GetProperty("id").GetGuid(), receiver.Events[^1].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Asked_to_stop_the_service_finishes_the_request_that_is_under_way_and_sends_the_rest_after_the_next_start()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync((_, request) => new ReceivingServer.Answer(200) { Delay = request == 1 ? TimeSpan.FromSeconds(3) : TimeSpan.Zero });
        string configuration = Receiving.Webhook(receiver.Address, ", batch: 5");
        using (ServiceProcess first = await Receiving.StartAsync(folder, configuration))
        {
            await first.PostAsync(Receiving.Lines("s", Count));
            await first.SettledAsync();
            await receiver.HeldAsync(1);
            long begun = Stopwatch.GetTimestamp();
            AssayProcess.Finished stopped = await first.StopAsync();

            Assert.True(stopped.ExitCode == 0, stopped.ToString());
            Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(25));
            Assert.Single(receiver.Requests);
        }

        using ServiceProcess second = await Receiving.StartAsync(folder, configuration);
        await Receiving.HeldAsync(second, r => r.Number("delivered") == Count);
        await second.StopAsync();

        Assert.Equal(Count, receiver.Events.Count);
        Assert.Equal(Count, receiver.Events.Select(e => e.GetProperty("id").GetGuid()).Distinct().Count());
    }

    [Theory]
    [InlineData("webhooks: {ops: {url: \"https://hooks.example.com/\", secret_variable: NOT_SET}}", "the environment variable NOT_SET is not set")]
    [InlineData("webhooks: {ops: {url: \"https://hooks.example.com/\", secret_file: nowhere}}", "nowhere cannot be read")]
    [InlineData("webhooks: {ops: {url: \"https://127.0.0.1/\", secret_variable: OPS_SECRET}}", "webhooks.ops.url leads to 127.0.0.1, an address of a private network")]
    [InlineData("export: {otlp: {}}", "export.otlp.endpoint is missing")]
    [InlineData("notify: {team: {slack: {url_variable: NOT_SET}}}", "notify.team.slack.url_variable: the environment variable NOT_SET is not set")]
    [InlineData("notify: {people: {email: {to: a@example.com, from: b@example.com, host: 169.254.169.254}}}", "notify.people.email.host leads to 169.254.169.254, which no receiver can have")]
    public async Task What_cannot_be_sent_to_is_said_at_the_start(string receivers, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", receivers);
        var environment = new Dictionary<string, string>(Receiving.Environment) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "" };

        AssayProcess.Finished ended = await AssayProcess.RunAsync(folder.Path, environment, "serve", "--judge", "offline:heuristic", "--urls", "http://127.0.0.1:0");

        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, environment, "doctor");

        Assert.Equal((2, 1), (ended.ExitCode, doctor.ExitCode));
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
        Assert.Contains(expected, doctor.Output.Replace("\n", " ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    internal static void AssertSigned(ReceivingServer.Request request)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}."), .. request.Body];
        byte[] key = Convert.FromBase64String(Receiving.Secret["whsec_".Length..]);
        Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}", request.Headers["webhook-signature"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
    }
}
