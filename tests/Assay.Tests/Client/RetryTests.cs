using Assay.Client;
using Assay.Tests.Testing;

namespace Assay.Tests.Client;

public sealed class RetryTests
{
    [Fact]
    public async Task A_retry_sends_the_same_bytes_under_the_same_ids()
    {
        var service = new ScriptedService().Fail(new HttpRequestException("refused")).Answer(503).Answer(207, "no JSON").Answer(502, "<html>");
        await using AssayClient client = Sent.Client(service);

        Assert.True(client.TrySend(Sent.Response()));
        await client.FlushAsync();

        Assert.Equal(5, service.Requests.Count);
        Assert.Single(service.Requests.Select(r => r.Body).Distinct());
        Assert.Equal(32, service.Requests[0].Ids[0].Length);
        Assert.Equal((1L, 0L, 0L), (client.Status.Sent, client.Status.Rejected, client.Status.Dropped));
        Assert.Equal("The service answered 502 Bad Gateway.", client.Status.LastError);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("600", 60)]
    [InlineData("Sat, 31 Jan 2026 12:00:25 GMT", 25)]
    [InlineData("Sat, 31 Jan 2026 11:00:00 GMT", 0)]
    public async Task A_service_that_says_when_to_come_again_is_heeded_within_a_minute(string header, int seconds)
    {
        ManualClock clock = Sent.StandingClock();
        var service = new ScriptedService().Answer(429, headers: ("Retry-After", header));
        await using AssayClient client = Sent.Client(service, clock, new AssayClientOptions { BatchSize = 1 });

        client.SendAll(1);
        if (seconds > 0)
        {
            await clock.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        await client.FlushAsync();

        Assert.Equal((2, 1L), (service.Requests.Count, client.Status.Sent));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_asked_again()
    {
        var service = new ScriptedService().Hang();
        await using AssayClient client = Sent.Client(service, options: new AssayClientOptions { Timeout = TimeSpan.FromMilliseconds(50) });

        client.TrySend(Sent.Response());
        await client.FlushAsync();

        Assert.Equal((2, 1L), (service.Requests.Count, client.Status.Sent));
        Assert.Equal("The service did not answer within 0.05 s.", client.Status.LastError);
    }

    [Theory]
    [InlineData(401, "A key is needed")]
    [InlineData(403, "The key does not allow this")]
    [InlineData(404, "No such route")]
    public async Task A_service_that_refuses_everything_is_asked_again_every_half_minute_and_nothing_is_lost(int status, string title)
    {
        ManualClock clock = Sent.StandingClock();
        var service = new ScriptedService();
        service.Answer(status, $$"""{"title":"{{title}}","detail":"Mend it."}""").Answer(status);
        await using AssayClient client = Sent.Client(service, clock, new AssayClientOptions { Key = "assay_secret", BatchSize = 2 });

        client.SendAll(2);
        await Sent.UntilAsync(() => client.Status.IsPaused && clock.UntilNextTimer is not null);
        Assert.Equal($"The service answered {status}: {title}. Mend it.", client.Status.LastError);
        Assert.Equal((2, 0L), (client.Status.Queued, client.Status.Rejected));
        await clock.PassAsync(TimeSpan.FromSeconds(30));
        await Sent.UntilAsync(() => service.Requests.Count == 2);
        await clock.PassAsync(TimeSpan.FromSeconds(30));
        await client.FlushAsync();

        Assert.Equal((2L, false), (client.Status.Sent, client.Status.IsPaused));
        Assert.DoesNotContain("secret", client.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_flush_can_be_given_up_and_the_sending_goes_on()
    {
        ManualClock clock = Sent.StandingClock();
        var service = new ScriptedService().Answer(503, headers: ("Retry-After", "9"));
        await using AssayClient client = Sent.Client(service, clock);
        using var patience = new CancellationTokenSource();

        client.TrySend(Sent.Response());
        Task flush = client.FlushAsync(patience.Token);
        await Sent.UntilAsync(() => service.Requests.Count == 1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        await clock.PassAsync(TimeSpan.FromSeconds(9));

        await Sent.UntilAsync(() => client.Status.Sent == 1);
    }
}
