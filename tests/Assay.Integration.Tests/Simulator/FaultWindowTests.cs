using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

public sealed class FaultWindowTests
{
    [Fact]
    public async Task A_storm_begins_and_ends_by_itself()
    {
        var clock = new LaterClock();
        await using var provider = await SimulatedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("429=1@60s-660s"), Clock = clock });
        var statuses = new List<int>();
        foreach (var minutes in (double[])[7, 0.9, 0.2, 9.8, 0.2])
        {
            // What passes before the first request does not count.
            clock.Passed += TimeSpan.FromMinutes(minutes);
            statuses.Add((await provider.ChatAsync(Ask.Chat(Ask.Item("An answer about refunds.")))).Status);
        }

        Assert.Equal([200, 200, 429, 429, 200], statuses);
    }

    /// <summary>The system's clock, moved on by a test.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
