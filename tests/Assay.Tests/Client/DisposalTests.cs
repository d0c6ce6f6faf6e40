using Assay.Client;
using Assay.Tests.Testing;

namespace Assay.Tests.Client;

public sealed class DisposalTests
{
    [Fact]
    public async Task What_waits_is_sent_before_the_end()
    {
        var service = new ScriptedService();
        AssayClient client = Sent.Client(service, Sent.StandingClock());

        client.SendAll(250);
        await client.DisposeAsync();
        await client.DisposeAsync();

        Assert.Equal((250L, 0), (client.Status.Sent, client.Status.Queued));
        Assert.Equal(250, service.Requests.SelectMany(r => r.Ids).Distinct().Count());
    }

    [Fact]
    public async Task A_service_that_hangs_is_waited_for_no_longer_than_the_grace_allows()
    {
        ManualClock clock = Sent.StandingClock();
        var service = new ScriptedService().Hang();
        AssayClient client = Sent.Client(service, clock, new AssayClientOptions { BatchSize = 2 });
        client.SendAll(7);
        await Sent.UntilAsync(() => service.Requests.Count == 1);

        Task disposal = client.DisposeAsync().AsTask();
        await Sent.UntilAsync(() => clock.UntilNextTimer == TimeSpan.FromSeconds(5));
        Assert.False(disposal.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(5));
        await disposal;

        Assert.Equal((0, 0L, 7L, 0L), (client.Status.Queued, client.Status.Sent, client.Status.Dropped, client.Status.Rejected));
    }

    [Fact]
    public async Task A_retry_that_is_waited_for_is_made_at_once()
    {
        ManualClock clock = Sent.StandingClock();
        var service = new ScriptedService().Answer(503, headers: ("Retry-After", "50"));
        AssayClient client = Sent.Client(service, clock, new AssayClientOptions { BatchSize = 1 });
        client.SendAll(1);
        await Sent.UntilAsync(() => clock.UntilNextTimer == TimeSpan.FromSeconds(50));

        await client.DisposeAsync();

        Assert.Equal(1, client.Status.Sent);
    }

    [Fact]
    public async Task What_a_service_still_refuses_at_the_end_counts_as_rejected()
    {
        ManualClock clock = Sent.StandingClock();
        var service = new ScriptedService { Otherwise = _ => ScriptedService.Message(401) };
        AssayClient client = Sent.Client(service, clock, new AssayClientOptions { BatchSize = 2 });
        client.SendAll(5);
        await Sent.UntilAsync(() => clock.UntilNextTimer == TimeSpan.FromSeconds(30));

        await client.DisposeAsync();

        Assert.Equal((0, 5L, 0L), (client.Status.Queued, client.Status.Rejected, client.Status.Dropped));
        Assert.Equal("The service answered 401 Unauthorized.", client.Status.LastError);
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken_and_nothing_thrown()
    {
        AssayClient client = Sent.Client(new ScriptedService());
        await client.DisposeAsync();

        Assert.False(client.TrySend(Sent.Response()));
        await client.FlushAsync();
        Assert.Equal(1, client.Status.Dropped);
    }
}
