using System.Diagnostics;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A cap on spending is never overshot, and what it leaves owed is judged with a larger one.</summary>
public sealed class BudgetTests
{
    private const int Items = 40;
    private const decimal Cap = 0.004m;

    [Fact]
    public async Task A_run_stops_before_its_budget_is_overshot_and_goes_on_with_a_larger_one()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 12));
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        string[] command = ["run", "responses.jsonl", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--json"];

        AssayProcess.Finished small = await AssayProcess.RunAsync(folder.Path, provider.Environment, [.. command, "--budget-usd", "0.004"]);

        Trouble.AssertTold(small, 6, "the budget is reached", "stay owed");
        int scored = small.Count("scored");
        Assert.InRange(scored, 1, Items - 1);
        Assert.Equal((Items, Items - scored), (small.Count("accepted"), small.Count("owed")));
        Assert.Equal(scored, provider.RequestCount);

        AssayProcess.Finished again = await AssayProcess.RunAsync(folder.Path, provider.Environment, [.. command, "--budget-usd", "0.004"]);

        Trouble.AssertTold(again, 6, "the budget is reached");
        Assert.Equal(scored, provider.RequestCount);

        AssayProcess.Finished large = await AssayProcess.RunAsync(folder.Path, provider.Environment, [.. command, "--budget-usd", "1"]);

        Assert.True(large.ExitCode == 0, large.ToString());
        Assert.Equal((Items, Items, 0, Items), (large.Count("accepted"), large.Count("scored"), large.Count("owed"), large.Count("calls")));
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        Assert.Equal(Items, log.Count);
        Assert.Equal(small.Json.GetProperty("cost_usd").GetDecimal(), Spent(log.Take(scored)));
        Assert.InRange(Spent(log.Take(scored)), Cap / 4, Cap);
        Assert.Equal(large.Json.GetProperty("cost_usd").GetDecimal(), Spent(log));
    }

    [Fact]
    public async Task A_budget_too_small_for_one_call_makes_none()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Faults.Items.Jsonl(3, seed: 12));
        var started = Stopwatch.StartNew();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        AssayProcess.Finished run = await AssayProcess.RunAsync(
            folder.Path, provider.Environment, "run", "responses.jsonl", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Right?", "--budget-usd", "0.00001", "--json");

        Trouble.AssertTold(run, 6, "the budget is reached");
        AssayProcess.Finished ledger = await AssayProcess.RunAsync(folder.Path, null, "ledger", "--json");
        Assert.InRange(ledger.Json.GetProperty("total").GetProperty("oldest_owed_seconds").GetDouble(), 0, started.Elapsed.TotalSeconds);
        Assert.Equal((3, 3, 0), (run.Count("accepted"), run.Count("owed"), run.Count("attempts")));
        Assert.Equal(0, provider.RequestCount);
    }

    /// <summary>What the provider would bill for gpt-4o-mini, by its own count of tokens.</summary>
    private static decimal Spent(IEnumerable<JsonElement> log) => log.Sum(r =>
        0.15m * (Tokens(r, "input") - Tokens(r, "cached")) + 0.075m * Tokens(r, "cached") + 0.60m * Tokens(r, "output")) / 1_000_000;

    private static long Tokens(JsonElement request, string kind) => request.GetProperty($"{kind}_tokens").GetInt64();
}
