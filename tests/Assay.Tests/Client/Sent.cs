using System.Diagnostics;
using Assay.Client;
using Assay.Tests.Testing;

namespace Assay.Tests.Client;

/// <summary>Makes clients and responses for the tests of the client.</summary>
internal static class Sent
{
    /// <summary>Nothing passes by itself: a test moves the clock.</summary>
    public static ManualClock StandingClock() => new(delaysPass: false);

    public static AssayClient Client(ScriptedService service, ManualClock? clock = null, AssayClientOptions? options = null) =>
        new((options ?? new AssayClientOptions()) with { Handler = service, Clock = clock ?? new ManualClock(), Random = new Random(7) });

    public static AssayResponse Response(string? id = null, string output = "It takes two days.") => new() { Id = id, Input = "How long does it take?", Output = output };

    public static void SendAll(this AssayClient client, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(client.TrySend(Response($"r{i}")));
        }
    }

    /// <summary>The loop runs on threads of its own: waits until it came so far.</summary>
    public static async Task UntilAsync(Func<bool> reached)
    {
        long begun = Stopwatch.GetTimestamp();
        while (!reached())
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "it did not come so far within 30 s");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a delay of this length is under way, then lets it pass.</summary>
    public static async Task PassAsync(this ManualClock clock, TimeSpan delay)
    {
        await UntilAsync(() => clock.UntilNextTimer == delay);
        clock.Advance(delay);
    }
}
