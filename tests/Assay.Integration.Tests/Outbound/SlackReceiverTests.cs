using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Assay.Configuring;
using Assay.Integration.Tests.Contracts;
using Assay.Integration.Tests.Testing;
using Assay.Server.Outbound;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Outbound;

/// <summary>What becomes of a message by what Slack answers.</summary>
public sealed class SlackReceiverTests
{
    private const string Path = "/services/T0HUNTER2/B0HUNTER2/hunter2hunter2hunter2";

    [Fact]
    public async Task A_message_that_is_taken_is_delivered()
    {
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Said(200, "ok"));

        Assert.Equal(new Delivery.Done(), await SendAsync(slack));

        ReceivingServer.Request request = Assert.Single(slack.Requests);
        Assert.Equal((Path, "application/json"), (request.Path, request.Headers["Content-Type"]));
        Assert.True(JsonElement.Parse(request.Body).TryGetProperty("blocks", out _));
    }

    [Fact]
    public async Task Asked_to_wait_it_waits_so_long()
    {
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Said(429, "rate_limited") with { Headers = [("Retry-After", "30")] });

        Assert.Equal(new Delivery.Failed("answered 429: rate_limited", TimeSpan.FromSeconds(30)), await SendAsync(slack));
    }

    [Theory]
    [InlineData(500, "rollup_error")]
    [InlineData(503, "")]
    [InlineData(408, "")]
    public async Task Trouble_of_Slacks_own_is_tried_again(int status, string said)
    {
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Said(status, said));

        Assert.IsType<Delivery.Failed>(await SendAsync(slack));
    }

    [Theory]
    [InlineData(404, "no_service", "make a new one in Slack")]
    [InlineData(403, "invalid_token", "copy it again")]
    [InlineData(403, "action_prohibited", "ask who administers it")]
    [InlineData(404, "channel_not_found", "for another channel")]
    [InlineData(410, "channel_is_archived", "restore it")]
    [InlineData(404, "something_new", "answered 404: something_new")]
    public async Task What_will_not_be_taken_is_given_up_with_what_helps(int status, string said, string expected)
    {
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Said(status, said));

        string reason = Assert.IsType<Delivery.Refused>(await SendAsync(slack)).Reason;

        Assert.StartsWith($"answered {status}: {said}", reason, StringComparison.Ordinal);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_blocks")]
    [InlineData("msg_blocks_too_long")]
    public async Task Blocks_that_are_not_taken_are_sent_as_plain_text_once(string said)
    {
        await using ReceivingServer kind = await ReceivingServer.StartAsync((request, _) => request.Text.Contains("blocks", StringComparison.Ordinal) ? Said(400, said) : Said(200, "ok"));
        await using ReceivingServer stubborn = await ReceivingServer.StartAsync((_, _) => Said(400, said));

        Assert.Equal(new Delivery.Done(), await SendAsync(kind));
        Assert.IsType<Delivery.Refused>(await SendAsync(stubborn));

        Assert.Equal((2, 2), (kind.Requests.Count, stubborn.Requests.Count));
        Assert.StartsWith("Test: assay\n", JsonElement.Parse(kind.Requests[1].Body).GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_goes_a_second_after_the_one_before()
    {
        await using ReceivingServer slack = await ReceivingServer.StartAsync();
        using Receivers receivers = Open(slack.Address);
        long begun = Stopwatch.GetTimestamp();

        for (int message = 0; message < 3; message++)
        {
            Assert.Null(await TestNotice.SendAsync(receivers.All[0].Receiver, TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task No_answer_within_the_deadline_is_tried_again()
    {
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, _) => Said(200, "ok") with { Delay = TimeSpan.FromMinutes(5) });

        Assert.Equal("no whole answer within 10 s", Assert.IsType<Delivery.Failed>(await SendAsync(slack, new QuickClock(20))).Error);
    }

    [Fact]
    public async Task The_address_is_never_shown()
    {
        await using ReceivingServer echo = await ReceivingServer.StartAsync((request, _) => Said(404, $"no_service at {request.Path} http://127.0.0.1{Path} T0HUNTER2 hunter2hunter2hunter2"));
        Uri nowhere;
        await using (ReceivingServer gone = await ReceivingServer.StartAsync())
        {
            nowhere = gone.Address;
        }

        string[] said =
        [
            Assert.IsType<Delivery.Refused>(await SendAsync(echo)).Reason,
            Assert.IsType<Delivery.Failed>(await SendAsync(nowhere)).Error,
            Assert.Throws<ConfigurationException>(() => Open(new Uri("https://user:hunter2@hooks.slack.com/"))).Message,
            Assert.Throws<ConfigurationException>(() => Open(new Uri("ftp://127.0.0.1/"))).Message,
        ];

        Assert.All(said, s => Assert.DoesNotContain("hunter2", s, StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("notify.team.slack.url_variable: what SLACK_WEBHOOK_URL holds must", said[3], StringComparison.Ordinal);
    }

    private static ReceivingServer.Answer Said(int status, string body) => new(status) { Body = Encoding.UTF8.GetBytes(body) };

    private static Task<Delivery> SendAsync(ReceivingServer slack, TimeProvider? clock = null) => SendAsync(slack.Address, clock);

    private static async Task<Delivery> SendAsync(Uri address, TimeProvider? clock = null)
    {
        using Receivers receivers = Open(address, clock);
        return await receivers.All[0].Receiver.SendAsync([new OutboxMessage.Alerted(TestNotice.At(Material.Noon))], TestContext.Current.CancellationToken);
    }

    private static Receivers Open(Uri address, TimeProvider? clock = null)
    {
        AssayFile file = AssayFileReader.ReadOrThrow("assay.yaml", "notify: {team: {slack: {url_variable: SLACK_WEBHOOK_URL, allow_private: true}}}", _ => throw new FileNotFoundException());
        return Receivers.Open(file, new Receivers.Surroundings("", clock ?? TimeProvider.System, _ => address.ToString().TrimEnd('/') + Path));
    }
}
