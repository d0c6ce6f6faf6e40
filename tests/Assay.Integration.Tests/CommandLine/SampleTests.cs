using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Several samples in a verdict, over the wire: by one call, by several, until clear, weighted by probabilities.</summary>
public sealed class SampleTests : IDisposable
{
    private const int Items = 12;

    private readonly TemporaryFolder _folder = new();

    public SampleTests() => _folder.Write("items.jsonl", Faults.Items.Jsonl(Items, seed: 1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_call_brings_three_samples_and_every_one_is_in_the_results()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0, RepeatNoise = 0.1 });

        AssayProcess.Finished run = await RunAsync(provider, "--samples", "3", "--out", "results.jsonl");

        Assert.Equal((Items, Items), (run.Count("scored"), (int)provider.RequestCount));
        JsonElement sums = run.Json.GetProperty("samples").GetProperty("accuracy");
        Assert.Equal((3 * Items, 0), (sums.GetProperty("taken").GetInt32(), sums.GetProperty("unreadable").GetInt32()));
        Assert.True(sums.GetProperty("within_item_sd").GetDouble() > 0);
        foreach (JsonElement row in Rows())
        {
            JsonElement score = row.GetProperty("scores").GetProperty("accuracy");
            double[] samples = [.. score.GetProperty("samples").EnumerateArray().Select(s => s.GetProperty("score").GetDouble())];
            Assert.Equal(3, samples.Length);
            Assert.Equal(samples.Average(), score.GetProperty("score").GetDouble(), 6);
            Assert.True(score.GetProperty("sd").GetDouble() >= 0);
        }
    }

    [Fact]
    public async Task An_endpoint_without_several_choices_is_asked_three_times_and_the_refusal_is_met_once_by_the_calls_under_way()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0, RepeatNoise = 0.1, SupportsChoices = false });

        AssayProcess.Finished run = await RunAsync(provider, "--samples", "3", "--concurrency", "2");
        long requests = provider.RequestCount;
        AssayProcess.Finished again = await RunAsync(provider, "--samples", "3");

        Assert.Equal((Items, Items), (run.Count("scored"), again.Count("scored")));
        Assert.Equal(3 * Items, run.Json.GetProperty("samples").GetProperty("accuracy").GetProperty("taken").GetInt32());
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        Assert.Equal(requests, log.Count);
        Assert.InRange(log.Count(r => r.GetProperty("status").GetInt32() == 400), 1, 2);
        Assert.Equal(3 * Items, log.Count(r => r.GetProperty("status").GetInt32() == 200));
    }

    [Fact]
    public async Task What_a_cache_has_of_samples_is_paid_for_once_also_in_another_ledger()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0, RepeatNoise = 0.1 });
        await RunAsync(provider, "--samples", "3", "--cache", "cache.db");
        long requests = provider.RequestCount;

        AssayProcess.Finished other = await RunAsync(provider, "--samples", "3", "--cache", "cache.db", "--store", "other.db", "--out", "results.jsonl");

        Assert.Equal((requests, Items), (provider.RequestCount, other.Count("cached")));
        Assert.All(Rows(), row => Assert.Equal(3, row.GetProperty("scores").GetProperty("accuracy").GetProperty("samples").GetArrayLength()));
    }

    [Fact]
    public async Task Weighted_scores_lie_between_the_grades_and_keep_their_mass_also_from_the_cache()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        Write("scores: weighted");

        await RunAsync(provider, "--cache", "cache.db", "--out", "results.jsonl");
        double[] first = Weighted();
        await RunAsync(provider, "--cache", "cache.db", "--store", "other.db", "--out", "results.jsonl");

        Assert.Equal(Items, provider.RequestCount);
        Assert.Equal(first, Weighted());
        Assert.Contains(first, value => value != Math.Floor(value));
        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "why", Rows().First().GetProperty("id").GetString()!);
        Assert.Contains("on the scale)", why.Output, StringComparison.Ordinal);

        double[] Weighted() => [.. Rows().Select(row => row.GetProperty("scores").GetProperty("accuracy")).Select(score =>
        {
            Assert.InRange(score.GetProperty("samples")[0].GetProperty("mass").GetDouble(), 0.8, 1);
            return score.GetProperty("score").GetDouble();
        })];
    }

    [Fact]
    public async Task Where_there_are_no_probabilities_the_grades_count_as_they_stand_and_the_account_says_so()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { SupportsTokenProbabilities = false });
        Write("scores: weighted");

        AssayProcess.Finished run = await RunAsync(provider);

        JsonElement sums = run.Json.GetProperty("samples").GetProperty("accuracy");
        Assert.Equal((Items, Items, 0), (sums.GetProperty("taken").GetInt32(), sums.GetProperty("without_mass").GetInt32(), sums.GetProperty("low_mass").GetInt32()));
        Assert.InRange((await provider.EndAsync()).Count(r => r.GetProperty("status").GetInt32() == 400), 1, Items);
    }

    [Fact]
    public async Task Samples_are_taken_until_clear_where_they_are_needed_and_a_dry_run_names_the_most()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0, RepeatNoise = 0.1 });
        Write("samples: { at_least: 1, at_most: 5, until_clear_of: 3.5 }");

        AssayProcess.Finished plan = await RunAsync(provider, "--dry-run");
        AssayProcess.Finished run = await RunAsync(provider, "--out", "results.jsonl");

        Assert.Equal(Items, plan.Json.GetProperty("calls").GetInt32());
        Assert.True(plan.Json.GetProperty("worst_case_usd").GetDecimal() >= run.Json.GetProperty("cost_usd").GetDecimal());
        int[] taken = [.. Rows().Select(row => row.GetProperty("scores").GetProperty("accuracy").GetProperty("samples").GetArrayLength())];
        Assert.Contains(1, taken);
        Assert.Contains(taken, n => n > 1);
        Assert.All(taken, n => Assert.InRange(n, 1, 5));
    }

    [Fact]
    public async Task A_budget_is_stretched_over_the_whole_run_and_never_overshot()
    {
        const int many = 600;
        _folder.Write("items.jsonl", Faults.Items.Jsonl(many, seed: 3));
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0, RepeatNoise = 0.1 });
        Write("samples: 3, max_output_tokens: 120, stretch_budget: { give_up: [samples, responses], always: 0.1 }");
        decimal whole = (await RunAsync(provider, "--no-cache", "--concurrency", "2")).Json.GetProperty("cost_usd").GetDecimal();
        decimal budget = Math.Round(whole * 0.45m, 6);

        AssayProcess.Finished run = await RunAsync(provider, "--no-cache", "--concurrency", "2", "--store", "short.db", "--budget-usd", budget.ToString(System.Globalization.CultureInfo.InvariantCulture), "--out", "results.jsonl");
        AssayProcess.Finished ledger = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "ledger", "--store", "short.db", "--json");

        long skipped = run.Json.GetProperty("skipped").GetProperty("over_budget").GetInt64();
        Assert.True(run.Json.GetProperty("cost_usd").GetDecimal() <= budget, run.ToString());
        Assert.Equal(many, run.Count("scored") + skipped);
        Assert.True(run.Json.GetProperty("withheld_samples").GetInt64() > 0);
        Assert.Equal(run.Json.GetProperty("withheld_samples").GetInt64(), ledger.Json.GetProperty("judges").GetProperty("q").GetProperty("withheld_samples").GetInt64());
        double share = run.Json.GetProperty("judged_share").GetDouble();
        Assert.Equal(run.Count("scored") / (double)many, share, 6);
        Assert.Equal(share, ledger.Json.GetProperty("judges").GetProperty("q").GetProperty("judged_share").GetDouble());
        string[] outcomes = [.. Rows().Select(row => row.GetProperty("outcome").GetString()!)];
        Assert.Contains("scored", outcomes[^100..]);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor", "--store", "short.db");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    private IEnumerable<JsonElement> Rows() => File.ReadLines(_folder.File("results.jsonl")).Select(line => JsonElement.Parse(line));

    private void Write(string keys) => _folder.Write("assay.yaml", $"judges: {{ q: {{ model: 'openai:gpt-4o-mini', rubric: {{ criteria: {{ accuracy: {{ question: Is it right?, scale: 1-5 }} }} }}, {keys} }} }}");

    private async Task<AssayProcess.Finished> RunAsync(LoggedProvider provider, params string[] more)
    {
        string[] judge = File.Exists(_folder.File("assay.yaml")) ? [] : ["--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?"];
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, provider.Environment, ["run", "items.jsonl", .. judge, "--json", .. more]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return run;
    }
}
