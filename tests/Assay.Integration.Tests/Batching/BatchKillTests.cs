using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Batching;

public sealed class BatchKillTests
{
    private const int Items = 2_000;

    /// <summary>Where a run dies, one process after another: before, while and after it sends, while it records, and before it falls back.</summary>
    [Theory]
    [InlineData("batch_prepared:1", "batch_sent:1", "recording:1", "recorded:1", "recording:1", "recorded:1", "recording:2", "batch_falls_back:1", "batch_falls_back:1", "recording:1")]
    [InlineData("batch_noted:1", "recorded:1", "recording:1", "recorded:1", "recording:2", "recording:1", "batch_falls_back:1", "recording:1", "batch_falls_back:1", "recorded:1")]
    public async Task A_run_killed_at_every_step_of_its_batches_asks_nothing_twice_and_scores_everything_once(params string[] deaths)
    {
        using var folder = new TemporaryFolder();
        string responses = folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 11));
        string log = folder.File("provider.jsonl");
        var options = new SimulatorOptions
        {
            BatchDelay = TimeSpan.FromMilliseconds(300), BatchFaults = BatchFaultMix.Parse("expired=0.02,missing=0.02,foreign=0.02,duplicate=0.02,error=0.02,shuffled=1"), LogFile = log, Seed = 3,
        };
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(options, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = new Uri(provider.BaseAddress, "v1").ToString(), ["OPENAI_API_KEY"] = "any" };
        string[] command =
        [
            "run", responses, "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--lane", "batch", "--no-cache",
            "--store", folder.File("ledger.db"), "--out", folder.File("results.jsonl"), "--json",
        ];

        int died = 0;
        foreach (string death in deaths)
        {
            AssayProcess.Finished killed = await AssayProcess.RunAsync(folder.Path, new Dictionary<string, string>(environment) { ["ASSAY_FAIL_POINT"] = death }, command);
            died += killed.ExitCode is 0 ? 0 : 1;
            if (killed.ExitCode == 0)
            {
                break;
            }
        }

        AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, environment, command);

        Assert.True(finished.ExitCode == 0, finished.ToString());
        Assert.InRange(died, 6, deaths.Length);
        Assert.Equal((Items, 0), (finished.Json.GetProperty("scored").GetInt32(), finished.Json.GetProperty("owed").GetInt32()));
        string[] ids = [.. File.ReadLines(folder.File("results.jsonl")).Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!)];
        Assert.Equal(Enumerable.Range(1, Items).Select(i => $"r{i}"), ids);
        await provider.DisposeAsync();
        var asked = File.ReadLines(log).Select(line => JsonElement.Parse(line)).Where(l => l.TryGetProperty("batch", out JsonElement batch) && batch.ValueKind == JsonValueKind.String)
            .GroupBy(l => l.GetProperty("item").GetString()).ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, item => Assert.Single(item.Select(l => l.GetProperty("batch").GetString()).Distinct()));
        JsonElement lanes = finished.Json.GetProperty("lanes");
        Assert.True(lanes.GetProperty("batch").GetProperty("cost_usd").GetDouble() > 0);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--store", folder.File("ledger.db"));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }
}
