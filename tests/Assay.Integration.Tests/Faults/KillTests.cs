using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Faults;

public sealed class KillTests
{
    private const int Items = 5_000;
    private const int Kills = 20;
    private const int Concurrency = 32;

    [Fact]
    public async Task A_run_killed_twenty_times_ends_with_every_outcome_once_and_repeats_only_what_was_in_flight()
    {
        using var folder = new TemporaryFolder();
        string responses = folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 11));
        string log = folder.File("provider.jsonl");
        var options = new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(10), LogFile = log };
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(options, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = new Uri(provider.BaseAddress, "v1").ToString(), ["OPENAI_API_KEY"] = "any" };
        string[] command =
        [
            "run", responses, "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?",
            "--concurrency", $"{Concurrency}", "--store", folder.File("ledger.db"), "--out", folder.File("results.jsonl"), "--json",
        ];

        var random = new Random(5);
        for (int kill = 0; kill < Kills; kill++)
        {
            using AssayProcess process = AssayProcess.Start(folder.Path, environment, command);
            long until = provider.RequestCount + random.Next(0, 240);
            while (provider.RequestCount < until)
            {
                Assert.False(process.HasExited, "the run ended before it could be killed");
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitAsync();
        }

        AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, environment, command);

        Assert.True(finished.ExitCode == 0, finished.ToString());
        Assert.Equal(Items, finished.Json.GetProperty("accepted").GetInt64());
        Assert.Equal(Items, finished.Json.GetProperty("scored").GetInt64());
        Assert.Equal(0, finished.Json.GetProperty("owed").GetInt64());
        string[] ids = [.. File.ReadLines(folder.File("results.jsonl")).Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!)];
        Assert.Equal(Enumerable.Range(1, Items).Select(i => $"r{i}"), ids);
        await provider.DisposeAsync();
        int calls = File.ReadLines(log).Count();
        TestContext.Current.SendDiagnosticMessage($"{Kills} kills: {calls} calls for {Items} items, {calls - Items} repeated, at most {Kills * Concurrency} allowed");
        Assert.InRange(calls, Items, Items + Kills * Concurrency);

        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--store", folder.File("ledger.db"));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }
}
