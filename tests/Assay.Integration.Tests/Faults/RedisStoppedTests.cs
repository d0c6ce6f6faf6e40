using System.Globalization;
using Assay.Integration.Tests.CommandLine;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Faults;

/// <summary>A shared cache that goes away in the middle of a run costs what it had saved, and nothing else.</summary>
public sealed class RedisStoppedTests
{
    private const int Items = 6_000;

    [Fact]
    public async Task A_run_whose_cache_is_stopped_half_way_gives_the_same_scores()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 21));
        var slow = new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) };
        await using LoggedProvider provider = await LoggedProvider.StartAsync(slow);
        AssayProcess.Finished alone = await AssayProcess.RunAsync(folder.Path, provider.Environment, [.. Command, "--store", "alone.db", "--no-cache"]);
        await using RedisServer redis = await RedisServer.StartAsync();
        long before = provider.RequestCount;

        using AssayProcess process = AssayProcess.Start(folder.Path, provider.Environment, [.. Command, "--store", "shared.db", "--cache", redis.Url]);
        while (provider.RequestCount < before + Items / 2)
        {
            Assert.False(process.HasExited, "the run ended before the cache could be stopped");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await redis.KillAsync();
        AssayProcess.Finished shared = await process.WaitAsync();

        Assert.True(shared.ExitCode == 0, shared.ToString());
        Assert.Equal((Items, Items, 0), (shared.Count("accepted"), shared.Count("scored"), shared.Count("owed")));
        Assert.Equal(alone.Json.GetProperty("scores").GetRawText(), shared.Json.GetProperty("scores").GetRawText());
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{alone.Json.GetProperty("seconds").GetDouble() / shared.Json.GetProperty("seconds").GetDouble():P0} of the rate without a cache, with Redis stopped half-way"));
    }

    private static readonly string[] Command =
    [
        "run", "responses.jsonl", "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--concurrency", "64", "--json",
    ];
}
