using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Faults;

public sealed class FaultMixTests
{
    private const int Items = 10_000;

    [Fact]
    public async Task Ten_thousand_responses_through_a_faulty_provider_balance_and_no_score_comes_from_a_failure()
    {
        using var folder = new TemporaryFolder();
        string responses = folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 3));
        string log = folder.File("provider.jsonl");
        var options = new SimulatorOptions
        {
            Faults = FaultMix.Parse("500=0.05,malformed=0.05,truncated=0.02,refusal=0.02,cut=0.01,hang=0.002"), Seed = 4, LogFile = log,
        };
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(options, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = new Uri(provider.BaseAddress, "v1").ToString(), ["OPENAI_API_KEY"] = "any" };

        AssayProcess.Finished run = await AssayProcess.RunAsync(
            folder.Path, environment, "run", responses, "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?",
            "--concurrency", "64", "--timeout", "3s", "--store", folder.File("ledger.db"), "--out", folder.File("results.jsonl"), "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        await provider.DisposeAsync();
        JsonElement json = run.Json;
        long scored = json.GetProperty("scored").GetInt64();
        var unscored = json.GetProperty("unscored").EnumerateObject().ToDictionary(r => r.Name, r => r.Value.GetInt64());
        TestContext.Current.SendDiagnosticMessage(run.Output);
        Assert.Equal(Items, json.GetProperty("accepted").GetInt64());
        Assert.Equal(0, json.GetProperty("owed").GetInt64());
        Assert.Equal(Items, scored + unscored.Values.Sum());
        Assert.Subset(new HashSet<string>(StringComparer.Ordinal) { "unreadable", "truncated", "refused" }, unscored.Keys.ToHashSet(StringComparer.Ordinal));
        Assert.NotEmpty(unscored);

        // Each good reply gives one score, and nothing else does.
        string?[] faults = [.. File.ReadLines(log).Select(line => JsonElement.Parse(line).GetProperty("fault").GetString())];
        Assert.Equal(faults.Count(f => f is null), scored);
        Assert.Equal(faults.Length, json.GetProperty("attempts").GetInt64());

        foreach (JsonElement result in File.ReadLines(folder.File("results.jsonl")).Select(line => JsonElement.Parse(line)))
        {
            bool hasScore = result.GetProperty("outcome").GetString() == "scored";
            Assert.Equal(hasScore, result.GetProperty("overall").ValueKind == JsonValueKind.Number);
            Assert.Equal(hasScore, result.GetProperty("reason").ValueKind == JsonValueKind.Null);
            Assert.Equal(!hasScore, result.TryGetProperty("raw_reply", out _));
        }

        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--store", folder.File("ledger.db"));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }
}
