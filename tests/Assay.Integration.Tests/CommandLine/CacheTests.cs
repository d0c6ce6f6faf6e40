using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>What is kept of earlier questions, and how it is looked at.</summary>
public sealed class CacheTests : IAsyncLifetime
{
    private const int Items = 20;
    private static readonly string[] Judge = ["--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?"];

    private readonly TemporaryFolder _folder = new();
    private LoggedProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await LoggedProvider.StartAsync();
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 8));
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_ledger_has_a_cache_beside_it_that_another_ledger_may_share()
    {
        await RunAsync(0, ["run", "responses.jsonl", .. Judge, "--store", "one.db", "--json"]);

        AssayProcess.Finished other = await RunAsync(0, ["run", "responses.jsonl", .. Judge, "--store", "two.db", "--cache", "one.cache.db", "--json", "--out", "two.jsonl"]);

        Assert.Equal((Items, 0, Items), (other.Count("scored"), other.Count("calls"), other.Count("cached")));
        Assert.Equal(0, other.Json.GetProperty("cost_usd").GetDecimal());
        Assert.True(other.Json.GetProperty("saved_by_cache_usd").GetDecimal() > 0);
        Assert.All(File.ReadLines(_folder.File("two.jsonl")), line => Assert.True(JsonElement.Parse(line).GetProperty("cached").GetBoolean()));
    }

    [Fact]
    public async Task Stats_tell_what_is_kept_and_clear_removes_it()
    {
        AssayProcess.Finished run = await RunAsync(0, ["run", "responses.jsonl", .. Judge, "--json"]);

        JsonElement stats = (await RunAsync(0, "cache", "stats", "--json")).Json;
        Assert.Equal(Items, stats.GetProperty("entries").GetInt64());
        Assert.Equal(run.Json.GetProperty("cost_usd").GetDecimal(), stats.GetProperty("worth_usd").GetDecimal());
        Assert.Equal(Items, stats.GetProperty("judge_versions").GetProperty(run.Json.GetProperty("judge_version").GetString()!).GetInt64());

        Assert.Equal(0, (await RunAsync(0, "cache", "clear", "--expired", "--json")).Count("removed"));
        Assert.Equal(0, (await RunAsync(0, "cache", "clear", "--judge-version", "0000000000000000", "--json")).Count("removed"));
        Assert.Equal(Items, (await RunAsync(0, "cache", "clear", "--json")).Count("removed"));
        Assert.Equal(0, (await RunAsync(0, "cache", "stats", "--json")).Count("entries"));
    }

    [Fact]
    public async Task Explain_tells_a_hit_from_a_miss_and_what_changed()
    {
        await RunAsync(0, ["run", "responses.jsonl", .. Judge]);

        AssayProcess.Finished hit = await RunAsync(0, ["cache", "explain", "r3", .. Judge]);
        Assert.Contains("hit: the same question was answered on", hit.Output, StringComparison.Ordinal);

        AssayProcess.Finished edited = await RunAsync(0, "cache", "explain", "r3", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer correct?");
        Assert.Contains("miss: ", edited.Output, StringComparison.Ordinal);
        Assert.Contains("rubric.criteria.", edited.Output, StringComparison.Ordinal);

        await RunAsync(0, "cache", "clear");
        AssayProcess.Finished never = await RunAsync(0, ["cache", "explain", "r3", .. Judge, "--json"]);
        Assert.Equal("miss", never.Json.GetProperty("questions")[0].GetProperty("result").GetString());
    }

    [Fact]
    public async Task A_dry_run_tells_what_the_run_then_does_and_neither_asks_nor_writes()
    {
        _folder.Write("half.jsonl", string.Concat(File.ReadLines(_folder.File("responses.jsonl")).Take(Items / 2).Select(line => line + "\n")));
        _folder.Write("all.jsonl", File.ReadAllText(_folder.File("responses.jsonl")) + """
            {"id":"again","input":"How about my refund?","output":"The same."}
            {"id":"and-again","input":"How about my refund?","output":"The same."}
            {"id":"empty","input":"How about my refund?","output":""}

            """);
        AssayProcess.Finished before = await RunAsync(0, ["run", "half.jsonl", .. Judge, "--dry-run", "--json"]);
        Assert.Equal((Items / 2, Items / 2), (before.Count("responses"), before.Count("calls")));
        Assert.Equal(["all.jsonl", "half.jsonl", "responses.jsonl"], Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Equal(0, _provider.RequestCount);
        await RunAsync(0, ["run", "half.jsonl", .. Judge]);

        AssayProcess.Finished plan = await RunAsync(0, ["run", "all.jsonl", .. Judge, "--dry-run", "--json"]);
        AssayProcess.Finished elsewhere = await RunAsync(0, ["run", "all.jsonl", .. Judge, "--dry-run", "--json", "--store", "none.db", "--cache", "assay.cache.db"]);
        AssayProcess.Finished run = await RunAsync(0, ["run", "all.jsonl", .. Judge, "--json"]);

        Assert.Equal((Items / 2, 0, 1, 1), (plan.Count("decided"), plan.Count("cached"), plan.Count("shared"), plan.Count("unscored_by_checks")));
        Assert.Equal((0, Items / 2), (elsewhere.Count("decided"), elsewhere.Count("cached")));
        Assert.Equal(plan.Count("calls"), elsewhere.Count("calls"));
        Assert.Equal(run.Count("calls"), plan.Count("calls"));
        decimal cost = run.Json.GetProperty("cost_usd").GetDecimal();
        Assert.InRange(plan.Json.GetProperty("cost_usd").GetDecimal(), cost / 3, cost * 3);
        Assert.True(plan.Json.GetProperty("worst_case_usd").GetDecimal() > cost);
    }

    [Fact]
    public async Task A_sample_is_always_the_same_and_a_larger_one_holds_it()
    {
        _folder.Write("many.jsonl", Faults.Items.Jsonl(400, seed: 8));
        AssayProcess.Finished tenth = await RunAsync(0, ["run", "many.jsonl", .. Judge, "--sample", "0.1", "--json", "--out", "tenth.jsonl"]);
        AssayProcess.Finished again = await RunAsync(0, ["run", "many.jsonl", .. Judge, "--sample", "0.1", "--json"]);
        AssayProcess.Finished half = await RunAsync(0, ["run", "many.jsonl", .. Judge, "--sample", "0.5", "--json", "--out", "half.jsonl"]);

        int scored = tenth.Count("scored");
        Assert.InRange(scored, 20, 65);
        Assert.Equal(400 - scored, tenth.Json.GetProperty("skipped").GetProperty("not_sampled").GetInt32());
        Assert.Equal((scored, 0), (again.Count("scored"), again.Count("calls")));
        Assert.InRange(half.Count("scored"), 160, 240);
        Assert.Subset(Ids("half.jsonl").ToHashSet(), Ids("tenth.jsonl").ToHashSet());
        Assert.Equal(1, tenth.Json.GetProperty("coverage").GetDouble());

        IEnumerable<string> Ids(string file) => File.ReadLines(_folder.File(file)).Select(l => JsonElement.Parse(l))
            .Where(r => r.GetProperty("outcome").GetString() == "scored").Select(r => r.GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task A_daily_budget_counts_all_runs_of_the_judge_and_another_judge_has_its_own()
    {
        _folder.Write("assay.yaml", """
            judges:
              first: { model: "openai:gpt-4o-mini", rubric: { name: r, criteria: { accuracy: { question: "Is the answer right?", scale: 1-5 } } }, budget_usd_per_day: 0.002 }
              second: { model: "openai:gpt-4o-mini", rubric: { name: r, criteria: { accuracy: { question: "Is it right?", scale: 1-5 } } }, budget_usd_per_day: 0.002 }
            """);
        _folder.Write("more.jsonl", Faults.Items.Jsonl(Items, seed: 9));

        AssayProcess.Finished first = await RunAsync(6, "run", "responses.jsonl", "--judge", "first", "--json");
        AssayProcess.Finished more = await RunAsync(6, "run", "more.jsonl", "--judge", "first", "--json");
        AssayProcess.Finished second = await RunAsync(6, "run", "responses.jsonl", "--judge", "second", "--json");

        Assert.InRange(first.Json.GetProperty("cost_usd").GetDecimal() + more.Json.GetProperty("cost_usd").GetDecimal(), 0.0005m, 0.002m);
        Assert.InRange(second.Json.GetProperty("cost_usd").GetDecimal(), 0.0005m, 0.002m);
        Assert.Contains("today's budget of the judge first", more.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sample", "0", "--sample is `0`, but must be a number from 0.0001 to 1")]
    [InlineData("--sample", "1.5", "--sample is `1.5`")]
    [InlineData("--budget-usd", "-1", "--budget-usd is `-1`, but must be a number from 0")]
    [InlineData("--budget-usd", "much", "--budget-usd is `much`")]
    [InlineData("--cache", "redis://", "redis://")]
    [InlineData("--cache", "redis://127.0.0.1:notaport", "redis://")]
    [InlineData("--prices", "missing.yaml", "the price list missing.yaml cannot be read")]
    public async Task A_bad_setting_is_told_before_anything_is_asked(string option, string value, string told)
    {
        AssayProcess.Finished run = await RunAsync(2, ["run", "responses.jsonl", .. Judge, option, value]);

        Trouble.AssertTold(run, 2, told);
        Assert.Equal(0, _provider.RequestCount);
    }

    [Theory]
    [InlineData("updated: 2026-01-31\nproviders: {}\n", "prices.yaml:1", "`unit` is missing")]
    [InlineData("updated: 2026-01-31\nunit: usd_per_thousand_tokens\nproviders: {}\n", "prices.yaml:1", "usd_per_million_tokens")]
    [InlineData("updated: 2026-01-31\nunit: usd_per_million_tokens\nproviders:\n  openai:\n    source: https://example.org\n    models:\n      gpt-4o-mini: { input: -1, cached_input: 0, output: 1 }\n", "prices.yaml:7", "zero or more")]
    public async Task A_price_list_with_a_gap_is_refused_with_its_line(string list, params string[] told)
    {
        _folder.Write("prices.yaml", list);

        Trouble.AssertTold(await RunAsync(2, ["run", "responses.jsonl", .. Judge, "--prices", "prices.yaml"]), 2, told);
    }

    [Fact]
    public async Task A_price_list_of_the_users_own_is_what_calls_cost()
    {
        _folder.Write("prices.yaml", """
            updated: 2026-01-31
            unit: usd_per_million_tokens
            providers:
              openai:
                source: https://example.org/prices
                models:
                  gpt-4o-mini: { input: 1000, cached_input: 1000, output: 0 }
            """);

        AssayProcess.Finished run = await RunAsync(0, ["run", "responses.jsonl", .. Judge, "--prices", "prices.yaml", "--json"]);

        Assert.Equal(run.Json.GetProperty("input_tokens").GetDecimal() / 1000, run.Json.GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task A_file_that_is_no_cache_is_refused_and_left_as_it_is()
    {
        await RunAsync(0, ["run", "responses.jsonl", .. Judge, "--limit", "1"]);
        _folder.Write("notes.txt", "these are my notes, not a cache, and long enough to be taken for one");
        byte[] ledger = await File.ReadAllBytesAsync(_folder.File("assay.db"), TestContext.Current.CancellationToken);

        foreach (string file in (string[])["assay.db", "notes.txt"])
        {
            AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, _provider.Environment, ["run", "responses.jsonl", .. Judge, "--store", "other.db", "--cache", file]);
            Assert.True(run.ExitCode is 1 or 2, run.ToString());
            Assert.Contains(file, run.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(ledger.Length, new FileInfo(_folder.File("assay.db")).Length);
        Assert.StartsWith("these are my notes", await File.ReadAllTextAsync(_folder.File("notes.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<AssayProcess.Finished> RunAsync(int exitCode, params string[] arguments)
    {
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, _provider.Environment, arguments);
        Assert.True(run.ExitCode == exitCode, run.ToString());
        return run;
    }
}
