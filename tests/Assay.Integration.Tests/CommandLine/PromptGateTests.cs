using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Prompt files as versions: gated, kept, compared, and what is told where that cannot be.</summary>
public sealed class PromptGateTests : IAsyncLifetime
{
    private const int Cases = 40;

    private readonly TemporaryFolder _folder = new();
    private LoggedProvider? _provider;

    private LoggedProvider Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("assay.yaml", """
            judges:
              quality:
                model: openai:simulated-judge
                rubric: { name: quality, criteria: { accuracy: { question: Is it right?, scale: 1-5 } } }
            targets:
              answer: { prompt: prompts/answer.yaml }
              short: { prompt: prompts/short.md, model: "openai:simulated-app-small" }
              script: { command: [sh, -c, 'echo . >> asked; cat says.json'], files: [says.json] }
            slices: [route, prompt_version]
            prices:
              unit: usd_per_million_tokens
              "openai:simulated-app": { input: 0.15, output: 0.60 }
              "openai:simulated-app-small": { input: 0.15, output: 0.60 }
              "openai:simulated-judge": { input: 0.15, output: 0.60 }
            """);
        Directory.CreateDirectory(_folder.File("prompts"));
        _folder.Write("prompts/answer.yaml", "model: openai:simulated-app\nsystem: |\n  Answer from this text:\n  {{context}}\nuser: \"{{input}}\"\n");
        _folder.Write("prompts/short.md", "Answer in at most 2 words from this text:\n{{context}}\n");
        _folder.Write("says.json", """{"output": "It arrives within three days, and a message tells when."}""");
        _folder.Write("cases.jsonl", string.Join('\n', Enumerable.Range(0, Cases).Select(i => JsonSerializer.Serialize(new
        {
            id = $"case-{i}", input = $"How long does order number {i} take to arrive?", context = new[] { $"Order number {i} takes {2 + (i % 7)} days to arrive. A message tells the day before." }, route = i % 2 == 0 ? "orders" : "returns",
        }))));
        _provider = await LoggedProvider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_second_gate_with_unchanged_prompts_makes_no_call_for_answers_or_verdicts_and_comes_to_the_same()
    {
        AssayProcess.Finished first = await GateAsync("--json");
        long asked = Provider.RequestCount;
        AssayProcess.Finished second = await GateAsync("--json");
        AssayProcess.Finished anew = await GateAsync("--json", "--no-cache", "--store", "other.db");

        Assert.True(first.ExitCode == 3, first.ToString());
        Assert.Equal((2 * Cases, 2 * Cases, 4L * Cases), (Asked(first, "calls"), first.Count("calls"), asked));
        Assert.Equal((0, 2 * Cases, 0), (Asked(second, "calls"), Asked(second, "cached"), second.Count("calls")));
        string[] verdict = ["outcome", "reasons", "difference", "minimum_detectable_effect", "criteria", "flips", "prompt", "baseline_prompt", "exit_code"];
        Assert.All(verdict, name => Assert.Equal(first.Json.GetProperty(name).GetRawText(), second.Json.GetProperty(name).GetRawText()));
        Assert.Equal((2 * Cases, 2 * Cases, 8L * Cases), (Asked(anew, "calls"), anew.Count("calls"), Provider.RequestCount));
        Assert.True(first.Json.GetProperty("asked").GetProperty("cost_usd").GetDecimal() > 0);
        Assert.Equal(0, second.Json.GetProperty("asked").GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task A_prompt_of_which_one_word_changed_is_asked_anew_and_its_baseline_is_not()
    {
        await GateAsync();
        long asked = Provider.RequestCount;
        _folder.Write("prompts/short.md", "Answer in at most 3 words from this text:\n{{context}}\n");
        AssayProcess.Finished gate = await GateAsync("--json");

        Assert.Equal((Cases, Cases), (Asked(gate, "calls"), Asked(gate, "cached")));
        Assert.Equal(2 * Cases, Provider.RequestCount - asked);
    }

    [Fact]
    public async Task Answers_say_which_prompt_and_model_they_are_of_and_versions_can_be_looked_at()
    {
        AssayProcess.Finished gate = await GateAsync("--json", "--out", "answers.jsonl");
        JsonElement prompt = gate.Json.GetProperty("prompt");
        (string now, string before) = (prompt.GetProperty("version").GetString()!, gate.Json.GetProperty("baseline_prompt").GetProperty("version").GetString()!);
        JsonElement metadata = JsonElement.Parse(File.ReadLines(_folder.File("answers.jsonl")).First()).GetProperty("metadata");
        AssayProcess.Finished list = await RunAsync("prompts", "list", "--json");
        AssayProcess.Finished history = await RunAsync("prompts", "history", "prompts/short.md", "--json");
        AssayProcess.Finished compare = await RunAsync("compare", "--prompt", before, "--prompt", now[..8], "--json");

        AssayProcess.Finished runs = await RunAsync("runs", "--json");
        Assert.Equal([now, before], runs.Json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("prompt_version").GetString()!));
        Assert.Equal(("prompts/short.md", "openai:simulated-app-small"), (prompt.GetProperty("name").GetString(), prompt.GetProperty("model").GetString()));
        Assert.Equal(("prompts/short.md", now, "openai:simulated-app-small", "orders"), (Text(metadata, "prompt"), Text(metadata, "prompt_version"), Text(metadata, "model"), Text(metadata, "route")));
        Assert.Equal([before, now], list.Json.GetProperty("prompts").EnumerateArray().Select(p => p.GetProperty("version").GetString()!));
        JsonElement version = Assert.Single(history.Json.GetProperty("versions").EnumerateArray());
        Assert.Equal((now, Cases), (version.GetProperty("version").GetString(), version.GetProperty("calls").GetInt32()));
        JsonElement overall = Assert.Single(version.GetProperty("judged").EnumerateArray()).GetProperty("scores").GetProperty("overall");
        Assert.Equal(Cases, overall.GetProperty("n").GetInt32());
        JsonElement row = compare.Json.GetProperty("criteria")[0];
        Assert.Equal(("worse", Cases), (row.GetProperty("verdict").GetString(), row.GetProperty("difference").GetProperty("n").GetInt32()));
        // The same pairs, tested alike.
        Assert.Equal(gate.Json.GetProperty("difference").GetProperty("value").GetDouble(), row.GetProperty("difference").GetProperty("value").GetDouble(), 9);
    }

    [Fact]
    public async Task What_changed_between_versions_is_shown_from_the_ledger()
    {
        await GateAsync();
        _folder.Write("prompts/short.md", "Answer in at most 9 words from this text:\n{{context}}\n");
        AssayProcess.Finished diff = await RunAsync("prompts", "diff", "prompts/short.md");
        AssayProcess.Finished unknown = await RunAsync("prompts", "diff", "prompts/short.md", "--from", "ffffffff");
        AssayProcess.Finished never = await RunAsync("prompts", "history", "prompts/never.md");

        Assert.Equal(0, diff.ExitCode);
        Assert.Contains("@@ -1,2 +1,2 @@\n-Answer in at most 2 words from this text:\n+Answer in at most 9 words from this text:\n {{context}}\n", diff.Output, StringComparison.Ordinal);
        Trouble.AssertTold(unknown, 2, "no version ffffffff of prompts/short.md was gated. Known: ");
        Trouble.AssertTold(never, 2, "no version of prompts/never.md was gated. Known: prompts/answer.yaml, prompts/short.md.");
    }

    [Fact]
    public async Task Responses_that_name_their_prompt_version_are_compared_by_it_without_a_gate()
    {
        _folder.Write("produced.jsonl", string.Join('\n', Enumerable.Range(0, 120).Select(i => JsonSerializer.Serialize(new
        {
            id = $"p-{i}", input = $"How long does order {i} take?", output = i % 2 == 0 ? $"Order {i} takes {2 + (i % 5)} days, and a message tells the day before." : "I don't know.", prompt_version = i % 2 == 0 ? "2026-11" : "2026-12",
        }))));
        AssayProcess.Finished run = await RunAsync("run", "produced.jsonl", "--judge", "quality");
        AssayProcess.Finished compare = await RunAsync("compare", "--prompt", "2026-11", "--prompt", "2026-12", "--json");
        AssayProcess.Finished unknown = await RunAsync("compare", "--prompt", "2026-11", "--prompt", "2027-01");

        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        Assert.Equal("worse", compare.Json.GetProperty("criteria")[0].GetProperty("verdict").GetString());
        Trouble.AssertTold(unknown, 2, "nothing was scored of a prompt version 2027-01. None was gated");
    }

    [Fact]
    public async Task What_a_command_is_made_of_decides_whether_it_is_run_again()
    {
        string[] command = ["gate", "--dataset", "cases.jsonl", "--target", "script", "--baseline-target", "answer", "--json"];
        await RunAsync(command);
        AssayProcess.Finished same = await RunAsync(command);
        int asked = File.ReadLines(_folder.File("asked")).Count();
        _folder.Write("says.json", """{"output": "It depends."}""");
        AssayProcess.Finished changed = await RunAsync(command);

        Assert.Equal((Cases, 0, 2 * Cases), (asked, Asked(same, "calls"), Asked(same, "cached")));
        Assert.Equal((2 * Cases, Cases), (File.ReadLines(_folder.File("asked")).Count(), Asked(changed, "calls")));
    }

    [Theory]
    [InlineData("there is no prompt file prompts/nowhere.md", "--prompt", "prompts/nowhere.md", "--target-model", "openai:simulated-app")]
    [InlineData("prompts/short.md names no model that answers with it.", "--prompt", "prompts/short.md")]
    [InlineData("--target-model is `app`, but must be a model reference", "--prompt", "prompts/short.md", "--target-model", "app")]
    [InlineData("no price is known for openai:unpriced", "--prompt", "prompts/short.md", "--target-model", "openai:unpriced")]
    [InlineData("prompts/typo.yaml:3:7: error: {{contxt}} is no field of any case, such as case-0 (cases.jsonl:1). Did you mean {{context}}?", "--prompt", "prompts/typo.yaml")]
    [InlineData("git has no ./prompts/answer.yaml at main", "--prompt", "prompts/answer.yaml", "--baseline-ref", "main")]
    [InlineData("--baseline-ref main means a prompt file at that git ref, and the target script has none", "--target", "script", "--baseline-ref", "main")]
    [InlineData("--target and --prompt are both given", "--target", "answer", "--prompt", "prompts/answer.yaml")]
    [InlineData("--baseline and --baseline-ref are given, but there is one baseline", "--prompt", "prompts/answer.yaml", "--baseline", "1", "--baseline-ref", "main")]
    public async Task What_cannot_be_asked_is_told_before_anything_is(string said, params string[] options)
    {
        _folder.Write("prompts/typo.yaml", "model: openai:simulated-app\nsystem: |\n  Text: {{contxt}}\n");
        string[] baseline = options.Any(o => o.StartsWith("--baseline", StringComparison.Ordinal)) ? [] : ["--baseline-target", "answer"];

        Trouble.AssertTold(await RunAsync(["gate", "--dataset", "cases.jsonl", .. options, .. baseline]), 2, said);
        Assert.Equal(0, Provider.RequestCount);
    }

    [Fact]
    public async Task A_target_has_a_budget_of_its_own_that_holds_for_both_sides()
    {
        AssayProcess.Finished small = await GateAsync("--json", "--target-budget-usd", "0.0028");
        AssayProcess.Finished large = await GateAsync("--json", "--target-budget-usd", "1");

        Assert.True(small.ExitCode == 6, small.ToString());
        Assert.Contains("the target's budget of $0.0028 leaves no room", small.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, small.Count("calls"));
        Assert.InRange(small.Json.GetProperty("asked").GetProperty("cost_usd").GetDecimal(), 0, 0.0028m);
        // What was answered under the small budget is not paid again.
        Assert.Equal((3, 2 * Cases), (large.ExitCode, Asked(small, "calls") + Asked(large, "calls")));
    }

    [Fact]
    public async Task The_budget_of_a_target_holds_however_often_the_command_is_given()
    {
        AssayProcess.Finished first = await GateAsync("--json", "--target-budget-usd", "0.0028");
        AssayProcess.Finished second = await GateAsync("--json", "--target-budget-usd", "0.0028");
        AssayProcess.Finished forgetful = await GateAsync("--json", "--target-budget-usd", "0.0028", "--no-cache");
        AssayProcess.Finished enough = await GateAsync("--json", "--target-budget-usd", "1");
        AssayProcess.Finished anew = await GateAsync("--json", "--target-budget-usd", "1", "--no-cache", "--store", "other.db");

        Assert.Equal((6, 6, 6, 3, 3), (first.ExitCode, second.ExitCode, forgetful.ExitCode, enough.ExitCode, anew.ExitCode));
        decimal spent = Cost(first) + Cost(second) + Cost(forgetful);
        Assert.InRange(spent, 0.0001m, 0.0028m);
        // What was asked without a cache counts as well.
        Assert.True(Asked(forgetful, "calls") < 2 * Cases);
        Assert.Contains("leaves no room", forgetful.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);

        static decimal Cost(AssayProcess.Finished gate) => gate.Json.GetProperty("asked").GetProperty("cost_usd").GetDecimal();
    }

    [Fact]
    public async Task A_provider_that_is_not_there_or_takes_no_key_ends_it_with_five()
    {
        Dictionary<string, string> nowhere = Provider.Environment;
        nowhere["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";
        AssayProcess.Finished down = await AssayProcess.RunAsync(_folder.Path, nowhere, Command("--json"));
        await using LoggedProvider strict = await LoggedProvider.StartAsync(new SimulatorOptions { ApiKey = "another" });
        AssayProcess.Finished refused = await AssayProcess.RunAsync(_folder.Path, strict.Environment, Command("--json"));

        Assert.True(down.ExitCode == 5, down.ToString());
        Assert.Contains("cannot be reached", down.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.True(refused.ExitCode == 5, refused.ToString());
        Assert.InRange(strict.RequestCount, 1, 8);
    }

    [Fact]
    public async Task A_data_set_is_made_of_what_was_judged()
    {
        await GateAsync();
        AssayProcess.Finished drawn = await RunAsync("dataset", "from-responses", "--filter", "route:orders", "--limit", "7", "--seed", "a", "--out", "drawn.jsonl", "--json");
        AssayProcess.Finished again = await RunAsync("dataset", "from-responses", "--filter", "route:orders", "--limit", "7", "--seed", "a", "--out", "again.jsonl", "--json");
        AssayProcess.Finished lowest = await RunAsync("dataset", "from-responses", "--lowest", "--at-most", "4", "--range", "1h", "--out", "lowest.jsonl");
        AssayProcess.Finished none = await RunAsync("dataset", "from-responses", "--filter", "route:nowhere", "--out", "none.jsonl");
        AssayProcess.Finished incident = await RunAsync("dataset", "from-responses", "--incident", "7", "--out", "none.jsonl");

        JsonElement[] cases = [.. File.ReadLines(_folder.File("drawn.jsonl")).Select(l => JsonElement.Parse(l))];
        Assert.Equal((7, 7), (drawn.Count("cases"), cases.Length));
        Assert.All(cases, c => Assert.Equal(("", "orders", false), (Text(c, "output"), Text(c.GetProperty("metadata"), "route"), c.GetProperty("metadata").TryGetProperty("prompt_version", out _))));
        Assert.Equal(drawn.Json.GetProperty("hash").GetString(), again.Json.GetProperty("hash").GetString());
        Assert.True(lowest.ExitCode == 0, lowest.ToString());
        Trouble.AssertTold(none, 2, "no response that was judged matches");
        Trouble.AssertTold(incident, 2, "there is no incident 7.");
        AssayProcess.Finished gate = await RunAsync("gate", "--dataset", "drawn.jsonl", "--target", "short", "--baseline-target", "answer", "--json", "--min-n", "5");
        Assert.Equal(0, Asked(gate, "calls"));
    }

    private static int Asked(AssayProcess.Finished gate, string name) => gate.Json.GetProperty("asked").GetProperty(name).GetInt32();

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static string[] Command(params string[] more) => ["gate", "--dataset", "cases.jsonl", "--target", "short", "--baseline-target", "answer", .. more];

    private Task<AssayProcess.Finished> GateAsync(params string[] more) => RunAsync(Command(more));

    private Task<AssayProcess.Finished> RunAsync(params string[] command) => AssayProcess.RunAsync(_folder.Path, Provider.Environment, command);
}
