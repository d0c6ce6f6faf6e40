using System.Text.Json;
using Assay.Integration.Tests.CommandLine;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Faults;

public sealed class PairKillTests
{
    private const int Pairs = 900;
    private const int Kills = 6;
    private const int Concurrency = 16;

    [Fact]
    public async Task Comparisons_killed_again_and_again_end_with_every_outcome_once_and_repeat_only_what_was_under_way()
    {
        using var folder = new PairFolder();
        folder.WritePairs("pairs.jsonl", Pairs, seed: 7, ("a", 0), ("b", 0.5));
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(10) });
        string[] command = ["run", "pairs.jsonl", "--judge", "pw", "--concurrency", $"{Concurrency}", "--out", "results.jsonl", "--json"];

        var random = new Random(5);
        for (int kill = 0; kill < Kills; kill++)
        {
            using AssayProcess process = AssayProcess.Start(folder.Path, provider.Environment, command);
            long until = provider.RequestCount + random.Next(1, 240);
            while (provider.RequestCount < until)
            {
                Assert.False(process.HasExited, "the run ended before it could be killed");
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitAsync();
        }

        AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, provider.Environment, command);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, provider.Environment, "doctor");

        Assert.True(finished.ExitCode == 0, finished.ToString());
        Assert.Equal((Pairs, Pairs, 0), (finished.Count("accepted"), finished.Count("scored"), finished.Count("owed")));
        Assert.Equal(Enumerable.Range(0, Pairs).Select(i => $"q{i}"), File.ReadLines(folder.File("results.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("id").GetString()));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        // A pair is saved with both its orders: whoever dies between them asks the first again.
        long repeated = provider.RequestCount - (2 * Pairs);
        TestContext.Current.SendDiagnosticMessage($"{Kills} kills: {repeated} calls repeated, at most {2 * Kills * Concurrency} allowed");
        Assert.InRange(repeated, 0, 2 * Kills * Concurrency);
    }
}
