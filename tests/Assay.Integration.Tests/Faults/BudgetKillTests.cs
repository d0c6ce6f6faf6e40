using System.Globalization;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Faults;

/// <summary>A cap holds in the provider's own log, at any price, with many calls under way, through kills.</summary>
public sealed class BudgetKillTests
{
    private const int Runs = 50;
    private const int Items = 900;
    private const int Concurrency = 256;

    [Fact]
    public async Task Fifty_runs_at_random_prices_half_of_them_killed_never_spend_more_than_their_cap()
    {
        var spent = new List<(decimal Spent, decimal Cap)>();
        for (int run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            decimal input = random.Next(1, 500) / 100m;
            decimal output = input * random.Next(1, 80) / 10m;

            // Between a few calls under way and three quarters of what the input would cost.
            decimal cap = Math.Round((input * 420 + output * 40) * Items / 1_000_000m * random.Next(4, 75) / 100m, 6);
            spent.Add((await SpendAsync(random, input, output, cap, killed: run % 2 == 0), cap));
        }

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{Runs} runs: at most {spent.Max(s => s.Spent / s.Cap):P1} of the cap spent, {spent.Average(s => s.Spent / s.Cap):P1} on average"));
        Assert.All(spent, s => Assert.True(s.Spent <= s.Cap, $"{s.Spent} spent of {s.Cap}"));
        Assert.True(spent.Count(s => s.Spent > s.Cap / 2) >= Runs / 4, "the caps were hardly touched, so this showed nothing");
    }

    /// <returns>What the provider would bill, by its own count of tokens.</returns>
    private static async Task<decimal> SpendAsync(Random random, decimal input, decimal output, decimal cap, bool killed)
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, random.Next()));
        folder.Write("assay.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            prices: { unit: usd_per_million_tokens, "openai:sim": { input: {{input}}, output: {{output}} } }
            """));
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(random.Next(1, 60)) });
        string[] command =
        [
            "run", "responses.jsonl", "--judge", "openai:sim", "--criterion", "accuracy", "--rubric", "Is the answer right?",
            "--concurrency", $"{Concurrency}", "--budget-usd", cap.ToString(CultureInfo.InvariantCulture), "--json",
        ];
        if (killed)
        {
            using AssayProcess process = AssayProcess.Start(folder.Path, provider.Environment, command);
            int until = random.Next(1, 300);
            while (provider.RequestCount < until && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitAsync();
        }

        AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, provider.Environment, command);

        Assert.True(finished.ExitCode == 6, finished.ToString());
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        decimal billed = log.Sum(r => input * r.GetProperty("input_tokens").GetInt64() + output * r.GetProperty("output_tokens").GetInt64()) / 1_000_000m;
        if (!killed)
        {
            Assert.InRange(finished.Json.GetProperty("cost_usd").GetDecimal() - billed, 0, 0.00001m);
        }

        return billed;
    }
}
