using System.Diagnostics;
using System.Diagnostics.Metrics;
using Assay.Client;

namespace Assay.Tests.Client;

public sealed class BoundTests
{
    [Fact]
    public async Task A_service_that_hangs_delays_nobody()
    {
        var service = new ScriptedService().Hang();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { GraceOnDispose = TimeSpan.Zero });

        long begun = Stopwatch.GetTimestamp();
        client.SendAll(10_000);

        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal((10_000, 0L), (client.Status.Queued, client.Status.Dropped));
    }

    [Fact]
    public async Task What_finds_no_room_is_dropped_and_counted()
    {
        var service = new ScriptedService().Hang();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { Capacity = 10, BatchSize = 4, GraceOnDispose = TimeSpan.Zero });

        client.SendAll(10);
        await Sent.UntilAsync(() => service.Requests.Count == 1);
        bool[] more = [.. Enumerable.Range(0, 15).Select(i => client.TrySend(Sent.Response($"more{i}")))];

        // What is being sent holds its room until the service has it.
        Assert.DoesNotContain(true, more);
        Assert.Equal((10, 15L), (client.Status.Queued, client.Status.Dropped));
        Assert.Contains("buffer is full: 10 responses", client.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_buffer_is_bounded_by_its_bytes_too()
    {
        var service = new ScriptedService().Hang();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { CapacityBytes = 100_000, GraceOnDispose = TimeSpan.Zero });

        int taken = Enumerable.Range(0, 20).Count(i => client.TrySend(Sent.Response(output: new string('o', 9_900))));

        Assert.Equal((9, 9, 11L), (taken, client.Status.Queued, client.Status.Dropped));
    }

    [Fact]
    public async Task Room_is_free_again_once_the_service_has_what_waited()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { Capacity = 5 });

        for (int i = 0; i < 4; i++)
        {
            client.SendAll(5);
            Assert.False(client.TrySend(Sent.Response()));
            await client.FlushAsync();
        }

        Assert.Equal((20L, 4L), (client.Status.Sent, client.Status.Dropped));
    }

    [Fact]
    public async Task The_counts_are_metrics_too()
    {
        var totals = new Dictionary<string, long>();
        var service = new ScriptedService().Answer(422, """{"title":"no","detail":"not this"}""");
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { Capacity = 3 });
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            lock (totals)
            {
                totals[instrument.Name] = totals.GetValueOrDefault(instrument.Name) + value;
            }
        });
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == client.Counts.Meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();

        client.SendAll(3);
        client.TrySend(Sent.Response());
        await client.FlushAsync();
        client.SendAll(2);
        await client.FlushAsync();

        Assert.Equal("Assay.Client", client.Counts.Meter.Name);
        lock (totals)
        {
            Assert.Equal(
                new Dictionary<string, long> { ["assay.client.sent"] = 2, ["assay.client.dropped"] = 1, ["assay.client.rejected"] = 3, ["assay.client.queued"] = 0 },
                totals);
        }
    }
}
