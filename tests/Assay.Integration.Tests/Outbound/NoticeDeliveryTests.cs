using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Contracts;
using Assay.Integration.Tests.Testing;
using Assay.Storage.Sqlite;
using Assay.Surfacing.Alerts;

namespace Assay.Integration.Tests.Outbound;

/// <summary>The real service tells Slack what its ledger owes, however Slack is.</summary>
public sealed class NoticeDeliveryTests
{
    private const string Slack = "notify: {team: {slack: {url_variable: SLACK_WEBHOOK_URL, allow_private: true}}}\n";

    private static readonly ReceivingServer.Answer Ok = new(200) { Body = "ok"u8.ToArray() };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_opening_and_the_closing_arrive_once_each_and_in_order_though_Slack_is_not_well_at_first()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, request) => request switch
        {
            1 => new ReceivingServer.Answer(429) { Headers = [("Retry-After", "1")], Body = "rate_limited"u8.ToArray() },
            2 => new ReceivingServer.Answer(500) { Body = "rollup_error"u8.ToArray() },
            // Never, as far as the service will wait.
            3 => Ok with { Delay = TimeSpan.FromMinutes(10) },
            _ => Ok,
        });
        AlertNotice[] owed = await OweAsync(folder, NoticeEvent.Opened, NoticeEvent.Closed);
        using ServiceProcess service = await StartAsync(folder, slack);

        JsonElement state = await Receiving.HeldAsync(service, r => r.Number("delivered") == 2, "team");
        JsonElement[] log = [.. (await service.GetAsync("/v1/deliveries")).GetProperty("deliveries").EnumerateArray()];
        await service.StopAsync();

        Assert.Equal(("slack", 0, 0), (state.GetProperty("channel").GetString(), state.Number("owed"), state.Number("undelivered")));
        string[] texts = [.. slack.Requests.Select(r => JsonElement.Parse(r.Body).GetProperty("text").GetString()!)];
        Assert.Equal(["Alert: drop\n", "Alert: drop\n", "Alert: drop\n", "Alert: drop\n", "Closed: drop"], texts.Select(t => t[..12]));
        Assert.Equal(5, slack.Requests.Count);
        Assert.All(slack.Requests.Take(4), r => Assert.Contains($"Notice {owed[0].Id}", r.Text, StringComparison.Ordinal));
        Assert.Equal(
            [(owed[1].Id, "closed", "delivered", null), (owed[0].Id, "opened", "delivered", (string?)null)],
            log.Select(d => (d.GetProperty("notice").GetGuid(), d.GetProperty("event").GetString()!, d.GetProperty("result").GetString()!, d.GetProperty("error").GetString())));
        Assert.All(log, d => Assert.Equal(("team", "drop"), (d.GetProperty("receiver").GetString(), d.GetProperty("rule").GetString())));
    }

    [Fact]
    public async Task A_Slack_that_is_down_is_shown_and_gets_it_when_it_is_up_again()
    {
        using var folder = new TemporaryFolder();
        await OweAsync(folder, NoticeEvent.Opened);
        bool isUp = false;
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Volatile.Read(ref isUp) ? Ok : new ReceivingServer.Answer(503));
        using ServiceProcess service = await StartAsync(folder, slack);
        JsonElement down = await Receiving.HeldAsync(service, r => r.GetProperty("state").GetString() == "failing", "team");
        JsonElement waiting = (await service.GetAsync("/v1/deliveries")).GetProperty("deliveries")[0];

        Volatile.Write(ref isUp, true);
        await Receiving.HeldAsync(service, r => r.Number("delivered") == 1, "team");
        await service.StopAsync();

        Assert.Equal(("answered 503", 1, "owed"), (down.GetProperty("error").GetString(), down.Number("owed"), waiting.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task What_Slack_will_not_take_is_shown_with_what_helps_and_can_be_sent_again()
    {
        using var folder = new TemporaryFolder();
        AlertNotice[] owed = await OweAsync(folder, NoticeEvent.Opened);
        bool isMended = false;
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Volatile.Read(ref isMended) ? Ok : new ReceivingServer.Answer(404) { Body = "no_service"u8.ToArray() });
        using ServiceProcess service = await StartAsync(folder, slack);
        await Receiving.HeldAsync(service, r => r.Number("undelivered") == 1, "team");
        JsonElement lost = (await service.GetAsync("/v1/deliveries")).GetProperty("deliveries")[0];
        JsonElement undelivered = Assert.Single((await service.GetAsync("/v1/receivers/team/undelivered")).GetProperty("undelivered").EnumerateArray());

        Volatile.Write(ref isMended, true);
        using HttpResponseMessage resent = await service.Http.PostAsync("/v1/receivers/team/resend", content: null, Cancel);
        await Receiving.HeldAsync(service, r => r.Number("delivered") == 1, "team");
        JsonElement found = (await service.GetAsync("/v1/deliveries")).GetProperty("deliveries")[0];
        await service.StopAsync();

        Assert.Equal("given_up", lost.GetProperty("result").GetString());
        Assert.StartsWith("answered 404: no_service. The incoming webhook is gone", lost.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal((owed[0].Id, JsonValueKind.Null), (undelivered.GetProperty("id").GetGuid(), undelivered.GetProperty("response_id").ValueKind));
        Assert.Equal("delivered", found.GetProperty("result").GetString());
        Assert.Equal(2, slack.Requests.Count(r => r.Text.Contains($"{owed[0].Id}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Killed_between_delivery_and_note_it_tells_once_more_under_the_same_id()
    {
        using var folder = new TemporaryFolder();
        AlertNotice[] owed = await OweAsync(folder, NoticeEvent.Opened, NoticeEvent.Closed);
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Ok);
        using (ServiceProcess first = await StartAsync(folder, slack, failPoint: "delivered:1"))
        {
            await first.WaitAsync();
        }

        using ServiceProcess second = await StartAsync(folder, slack);
        await Receiving.HeldAsync(second, r => r.Number("delivered") == 2, "team");
        await second.StopAsync();

        Assert.Equal([2, 1], owed.Select(o => slack.Requests.Count(r => r.Text.Contains($"Notice {o.Id}", StringComparison.Ordinal))));
        Assert.Equal(3, slack.Requests.Count);
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", false)]
    public async Task What_was_said_is_quoted_only_where_it_is_kept(string content, bool isQuoted)
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Ok);
        using (ServiceProcess first = await StartAsync(folder, slack, $"content: {content}\n"))
        {
            await first.PostAsync("""{"id":"low","input":"How do I get a refund?","output":"<!channel> ask somebody else."}""");
            await first.SettledAsync();
            await first.StopAsync();
        }

        await OweAsync(folder, ["low", "gone"], NoticeEvent.Opened);
        using ServiceProcess second = await StartAsync(folder, slack, $"content: {content}\n");
        await Receiving.HeldAsync(second, r => r.Number("delivered") == 1, "team");
        await second.StopAsync();

        string said = JsonElement.Parse(Assert.Single(slack.Requests).Body).GetProperty("blocks").ToString();
        Assert.Contains("Lowest 1: 1.50 · low", said, StringComparison.Ordinal);
        Assert.Contains("Lowest 2: 1.50 · gone", said, StringComparison.Ordinal);
        Assert.Equal(isQuoted, said.Contains("Asked: How do I get a refund?\\nAnswered: &lt;!channel&gt; ask somebody else.", StringComparison.Ordinal));
        Assert.Equal(isQuoted, said.Contains("refund", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_is_told_by_a_signed_request()
    {
        using var folder = new TemporaryFolder();
        AlertNotice[] owed = await OweAsync(folder, NoticeEvent.Opened, NoticeEvent.Closed);
        await using ReceivingServer program = await ReceivingServer.StartAsync();
        using ServiceProcess service = await Receiving.StartAsync(folder, $"notify: {{team: {{webhook: {{url: \"{program.Address}\", secret_variable: OPS_SECRET, allow_private: true}}}}}}\n");
        await Receiving.HeldAsync(service, r => r.Number("delivered") == 2, "team");
        await service.StopAsync();

        Assert.Equal(owed.Select(o => (o.Id, "alert", o.Event == NoticeEvent.Opened ? "opened" : "closed", o.Incident.Id)),
            program.Events.Select(e => (e.GetProperty("id").GetGuid(), e.GetProperty("type").GetString()!, e.GetProperty("event").GetString()!, e.GetProperty("incident").GetProperty("id").GetGuid())));
        Assert.Equal(2, program.Requests.Count);
        Assert.All(program.Requests, WebhookTests.AssertSigned);
    }

    [Fact]
    public async Task A_receiver_of_a_running_service_can_be_tried()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, request) => request == 1 ? Ok : new ReceivingServer.Answer(410) { Body = "channel_is_archived"u8.ToArray() });
        await using ReceivingServer verdicts = await ReceivingServer.StartAsync();
        using ServiceProcess service = await StartAsync(folder, slack, Receiving.Webhook(verdicts.Address));
        JsonElement good = await TryAsync(service, "team");
        JsonElement bad = await TryAsync(service, "team");
        using HttpResponseMessage unknown = await service.Http.PostAsync("/v1/notify/ops/test", content: null, Cancel);
        JsonElement log = await service.GetAsync("/v1/deliveries");
        using HttpResponseMessage wrong = await service.Http.GetAsync("/v1/deliveries?limit=0", Cancel);
        await service.PostAsync("""{"id":"one","input":"Why?","output":"Because."}""");
        await verdicts.HeldAsync(1);
        await service.StopAsync();

        Assert.Equal(("team", "slack", "delivered", JsonValueKind.Null), (good.GetProperty("receiver").GetString(), good.GetProperty("channel").GetString(), good.GetProperty("result").GetString(), good.GetProperty("error").ValueKind));
        Assert.Equal("failed", bad.GetProperty("result").GetString());
        Assert.StartsWith("answered 410: channel_is_archived. Its channel is archived", bad.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("It names: team.", await unknown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal((0, HttpStatusCode.BadRequest), (log.GetProperty("deliveries").GetArrayLength(), wrong.StatusCode));
        // Verdicts go to those of webhooks: alone.
        Assert.Equal(2, slack.Requests.Count);
    }

    private static async Task<JsonElement> TryAsync(ServiceProcess service, string receiver)
    {
        using HttpResponseMessage answer = await service.Http.PostAsync($"/v1/notify/{receiver}/test", content: null, Cancel);
        return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel));
    }

    private static Task<ServiceProcess> StartAsync(TemporaryFolder folder, ReceivingServer slack, string more = "", string? failPoint = null) => Receiving.StartAsync(
        folder, Slack + more, failPoint, environment: new Dictionary<string, string> { ["SLACK_WEBHOOK_URL"] = new Uri(slack.Address, "/services/T1/B1/x").ToString() });

    /// <summary>In the ledger on which the service begins.</summary>
    private static Task<AlertNotice[]> OweAsync(TemporaryFolder folder, params NoticeEvent[] events) => OweAsync(folder, [], events);

    private static async Task<AlertNotice[]> OweAsync(TemporaryFolder folder, string[] worst, params NoticeEvent[] events)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(folder.File("assay.db"), TimeProvider.System, isService: true);
        var owed = new List<AlertNotice>();
        foreach (NoticeEvent happened in events)
        {
            AlertNotice notice = Notices.Of(happened, TimeProvider.System.GetUtcNow().AddMilliseconds(owed.Count), "quality", worst);
            var state = new AlertState(notice.Incident.Rule, notice.Incident.Subject, AlertStage.Ok, notice.At, null) { QuietUntil = notice.At.AddHours(1) };
            await ledger.Alerts.SaveAsync(state, notice.Incident, notice, ["team"], Cancel);
            owed.Add(notice);
        }

        return [.. owed];
    }
}
