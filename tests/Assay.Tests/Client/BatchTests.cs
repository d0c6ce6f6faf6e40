using System.Text;
using Assay.Client;
using Assay.Tests.Testing;

namespace Assay.Tests.Client;

public sealed class BatchTests
{
    [Fact]
    public async Task Responses_that_wait_are_sent_together_one_per_line()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock());

        client.SendAll(3);
        await client.FlushAsync();

        Assert.Equal(["r0", "r1", "r2"], service.Requests.SelectMany(r => r.Ids));
        Assert.Equal(new AssayClientStatus(0, 3, 0, 0, false, null, null), client.Status);
    }

    [Fact]
    public async Task A_full_batch_is_sent_at_once_and_a_small_one_after_the_interval()
    {
        var service = new ScriptedService();
        ManualClock clock = Sent.StandingClock();
        await using AssayClient client = Sent.Client(service, clock, new AssayClientOptions { BatchSize = 10, FlushInterval = TimeSpan.FromSeconds(2) });

        client.SendAll(14);
        await Sent.UntilAsync(() => client.Status.Sent == 10);
        Assert.Equal(4, client.Status.Queued);
        await clock.PassAsync(TimeSpan.FromSeconds(2));
        await Sent.UntilAsync(() => client.Status.Sent == 14);

        Assert.Equal([10, 4], service.Requests.Select(r => r.Lines.Length));
    }

    [Fact]
    public async Task A_body_stays_below_four_MiB()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service);
        string output = new('o', 1024 * 1024);

        for (int i = 0; i < 10; i++)
        {
            Assert.True(client.TrySend(Sent.Response(output: output)));
        }

        await client.FlushAsync();
        Assert.Equal(10, client.Status.Sent);
        Assert.All(service.Requests, r => Assert.InRange(Encoding.UTF8.GetByteCount(r.Body), 1, 4 * 1024 * 1024));
    }

    [Fact]
    public async Task A_larger_body_is_packed_and_a_small_one_is_not()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock());

        client.TrySend(Sent.Response());
        await client.FlushAsync();
        client.SendAll(100);
        await client.FlushAsync();

        Assert.Equal(["", "gzip"], service.Requests.Select(r => r.Encoding));
        Assert.True(service.Requests[1].Size < service.Requests[1].Body.Length / 4);
    }

    [Fact]
    public async Task The_key_goes_along_and_a_path_in_the_address_stays()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service, options: new AssayClientOptions { Address = new Uri("https://assay.example/team/"), Key = "assay_k" });

        client.TrySend(Sent.Response());
        await client.FlushAsync();

        Assert.Equal(("https://assay.example/team/v1/responses", "Bearer assay_k"), (service.Requests[0].Uri.ToString(), service.Requests[0].Authorization));
    }

    [Fact]
    public async Task Many_threads_send_and_each_response_arrives_once()
    {
        const int threads = 8, each = 1_000;
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service);

        await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(() =>
        {
            for (int i = 0; i < each; i++)
            {
                client.TrySend(Sent.Response($"t{t}-{i}"));
            }
        })));
        await client.FlushAsync();

        string[] arrived = [.. service.Requests.SelectMany(r => r.Ids)];
        Assert.Equal(threads * each, client.Status.Sent);
        Assert.Equal(threads * each, arrived.Distinct().Count());
        Assert.Equal(threads * each, arrived.Length);
    }

    [Fact]
    public async Task The_context_of_the_request_that_sends_first_does_not_stay_with_the_client()
    {
        var service = new ScriptedService();
        var local = new AsyncLocal<string?> { Value = "request 1" };
        string? seen = "nothing";
        service.Then((_, _) =>
        {
            seen = local.Value;
            return Task.FromResult(ScriptedService.Message(202));
        });
        await using AssayClient client = Sent.Client(service);

        client.TrySend(Sent.Response());
        await client.FlushAsync();

        Assert.Null(seen);
    }
}
