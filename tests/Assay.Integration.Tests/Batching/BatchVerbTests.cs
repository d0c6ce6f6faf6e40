using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Batching;

public sealed class BatchVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_by_batch_costs_half_and_says_what_live_would_have_cost()
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { BatchFaults = BatchFaultMix.Parse("missing=0.1") }, TestContext.Current.CancellationToken);

        AssayProcess.Finished run = await RunAsync(provider, "--lane", "batch");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(100, run.Json.GetProperty("scored").GetInt32());
        JsonElement batch = run.Json.GetProperty("lanes").GetProperty("batch");
        JsonElement live = run.Json.GetProperty("lanes").GetProperty("live");
        // The first one finds out live which form of reply the endpoint gives.
        Assert.Equal(99, batch.GetProperty("attempts").GetInt32());
        Assert.InRange(live.GetProperty("attempts").GetInt32(), 2, 30);
        Assert.Equal(2, batch.GetProperty("live_would_cost_usd").GetDouble() / batch.GetProperty("cost_usd").GetDouble(), 3);
        Assert.Equal(batch.GetProperty("cost_usd").GetDouble(), run.Json.GetProperty("saved_by_batch_usd").GetDouble(), 9);

        AssayProcess.Finished list = await AssayAsync(provider, "batches", "list", "--json");
        JsonElement only = Assert.Single(list.Json.GetProperty("batches").EnumerateArray());
        Assert.Equal(("settled", 0m), (only.GetProperty("state").GetString(), only.GetProperty("held_usd").GetDecimal()));
        AssayProcess.Finished show = await AssayAsync(provider, "batches", "show", only.GetProperty("provider_id").GetString()!);
        Assert.Contains("fell back to the live lane", show.Output, StringComparison.Ordinal);
        string one = File.ReadLines(_folder.File("results.jsonl")).First(l => JsonElement.Parse(l).GetProperty("lane").GetString() == "batch");
        AssayProcess.Finished why = await AssayAsync(provider, "why", JsonElement.Parse(one).GetProperty("id").GetString()!);
        Assert.Contains("by batch", why.Output, StringComparison.Ordinal);
        AssayProcess.Finished over = await AssayAsync(provider, "batches", "cancel", only.GetProperty("batch").GetString()!);
        Assert.Equal(2, over.ExitCode);
        Assert.Contains("is over (settled)", over.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_cancelled_from_beside_ends_and_the_rest_is_asked_live()
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { BatchDelay = TimeSpan.FromMinutes(2) }, TestContext.Current.CancellationToken);
        using AssayProcess process = AssayProcess.Start(_folder.Path, Environment(provider), Command("--lane", "batch"));
        string token = await OpenAsync(provider);

        AssayProcess.Finished cancel = await AssayAsync(provider, "batches", "cancel", token);

        Assert.True(cancel.ExitCode == 0, cancel.ToString());
        AssayProcess.Finished run = await process.WaitAsync();
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(100, run.Json.GetProperty("scored").GetInt32());
        Assert.True(run.Json.GetProperty("lanes").GetProperty("live").GetProperty("attempts").GetInt32() > 0);
        Assert.Equal("cancelled", (await AssayAsync(provider, "batches", "show", token, "--json")).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_batch_of_another_account_is_named_and_can_be_given_up()
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { BatchDelay = TimeSpan.FromMinutes(2) }, TestContext.Current.CancellationToken);
        using (AssayProcess process = AssayProcess.Start(_folder.Path, Environment(provider), Command("--lane", "batch")))
        {
            await OpenAsync(provider);
            process.Kill();
            await process.WaitAsync();
        }

        AssayProcess.Finished other = await AssayProcess.RunAsync(_folder.Path, new Dictionary<string, string>(Environment(provider)) { ["OPENAI_API_KEY"] = "another" }, Command("--lane", "batch"));
        Assert.Equal(5, other.ExitCode);
        Assert.Contains("it is of another account, or was deleted", other.Errors, StringComparison.Ordinal);

        string token = await OpenAsync(provider);
        AssayProcess.Finished given = await AssayAsync(provider, "batches", "cancel", token, "--give-up");
        Assert.True(given.ExitCode == 0, given.ToString());
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, Environment(provider), Command("--lane", "live"));
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(100, run.Json.GetProperty("scored").GetInt32());
        Assert.Equal(1, run.Json.GetProperty("attempts_by_result").GetProperty("lost").GetInt32());
    }

    [Fact]
    public async Task An_endpoint_without_batches_is_told_and_the_same_command_goes_on_live()
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { SupportsBatches = false }, TestContext.Current.CancellationToken);

        AssayProcess.Finished batch = await RunAsync(provider, "--lane", "batch");
        AssayProcess.Finished between = await AssayAsync(provider, "doctor");
        AssayProcess.Finished live = await RunAsync(provider);
        AssayProcess.Finished list = await AssayAsync(provider, "batches", "list", "--json");

        Assert.True(batch.ExitCode == 5, batch.ToString());
        Assert.Contains("has no batch API at this address: ask it live, with --lane live", batch.Errors, StringComparison.Ordinal);
        Assert.Equal((100, 1, 99), (batch.Json.GetProperty("accepted").GetInt32(), batch.Json.GetProperty("scored").GetInt32(), batch.Json.GetProperty("owed").GetInt32()));
        Assert.True(between.ExitCode == 0, between.ToString());
        Assert.True(live.ExitCode == 0, live.ToString());
        Assert.Equal((100, 0), (live.Json.GetProperty("scored").GetInt32(), live.Json.GetProperty("owed").GetInt32()));
        Assert.False(live.Json.GetProperty("lanes").TryGetProperty("batch", out _));
        Assert.All(list.Json.GetProperty("batches").EnumerateArray(), b => Assert.Equal(("refused", 0m), (b.GetProperty("state").GetString(), b.GetProperty("held_usd").GetDecimal())));
    }

    [Fact]
    public async Task A_deadline_is_met_live_where_the_endpoint_turns_out_to_have_no_batches()
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { SupportsBatches = false }, TestContext.Current.CancellationToken);

        AssayProcess.Finished run = await RunAsync(provider, "--deadline", "6h");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((100, 0), (run.Json.GetProperty("scored").GetInt32(), run.Json.GetProperty("owed").GetInt32()));
        Assert.Equal(100, run.Json.GetProperty("lanes").GetProperty("live").GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task A_results_file_that_is_cut_in_half_is_read_again_and_nothing_is_asked_twice()
    {
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { BatchFaults = BatchFaultMix.Parse("cut=1") }, TestContext.Current.CancellationToken);

        AssayProcess.Finished run = await RunAsync(provider, "--lane", "batch");

        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement lanes = run.Json.GetProperty("lanes");
        Assert.Equal((100, 99, 1), (run.Json.GetProperty("scored").GetInt32(), lanes.GetProperty("batch").GetProperty("attempts").GetInt32(), lanes.GetProperty("live").GetProperty("attempts").GetInt32()));
    }

    [Theory]
    [InlineData("offline:heuristic cannot be asked by batches", 2, "--judge", "offline:heuristic", "--lane", "batch")]
    [InlineData("Everything is asked live", 0, "--judge", "offline:heuristic", "--deadline", "6h")]
    [InlineData("--lane is `later`, but must be live or batch", 2, "--judge", "offline:heuristic", "--lane", "later")]
    [InlineData("--deadline must be from 1m to 31d", 2, "--judge", "offline:heuristic", "--deadline", "1s")]
    public async Task What_a_lane_cannot_be_is_said_in_a_sentence(string sentence, int exitCode, params string[] options)
    {
        string file = _folder.Write("responses.jsonl", Faults.Items.Jsonl(10, seed: 1));

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, ["run", file, .. options]);

        Assert.True(run.ExitCode == exitCode, run.ToString());
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Environment(ProviderSimulator provider) =>
        new() { ["OPENAI_BASE_URL"] = new Uri(provider.BaseAddress, "v1").ToString(), ["OPENAI_API_KEY"] = "any" };

    private string[] Command(params string[] more) =>
    [
        "run", File.Exists(_folder.File("responses.jsonl")) ? _folder.File("responses.jsonl") : _folder.Write("responses.jsonl", Faults.Items.Jsonl(100, seed: 5)), "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?",
        "--no-cache", "--store", _folder.File("ledger.db"), "--out", _folder.File("results.jsonl"), "--json", .. more,
    ];

    private Task<AssayProcess.Finished> RunAsync(ProviderSimulator provider, params string[] more) => AssayProcess.RunAsync(_folder.Path, Environment(provider), Command(more));

    private Task<AssayProcess.Finished> AssayAsync(ProviderSimulator provider, params string[] arguments) =>
        AssayProcess.RunAsync(_folder.Path, Environment(provider), [.. arguments, "--store", _folder.File("ledger.db")]);

    /// <summary>The token of the open batch, once its provider has it.</summary>
    private async Task<string> OpenAsync(ProviderSimulator provider)
    {
        while (true)
        {
            AssayProcess.Finished list = await AssayAsync(provider, "batches", "list", "--open", "--json");
            if (list.ExitCode == 0 && list.Json.GetProperty("batches").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } batch && batch.GetProperty("state").GetString() == "submitted")
            {
                return batch.GetProperty("batch").GetString()!;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
