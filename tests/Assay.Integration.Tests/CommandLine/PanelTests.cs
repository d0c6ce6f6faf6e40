using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Juries and cascades, asked by the real executable over HTTP.</summary>
public sealed class PanelTests : IDisposable
{
    private const string Rubric = "rubric: {criteria: {helpful: {question: Does it help?, scale: 1-5}}}";

    private readonly TemporaryFolder _folder = new();

    public PanelTests()
    {
        _folder.Write("responses.jsonl", string.Join('\n', Enumerable.Range(0, 60).Select(i => JsonSerializer.Serialize(new { id = $"r{i}", input = $"What about order {i}?", output = $"It comes in {i % 7} days, says the depot ({i})." }))));
        _folder.Write("assay.yaml", """
            prices: {unit: usd_per_million_tokens, 'openai:small': {input: 0.1, output: 0.4}, 'openai:strong': {input: 2, output: 8}}
            judges:
              small: {model: openai:small, RUBRIC}
              strong: {model: openai:strong, RUBRIC}
              jury: {jury: {members: [small, strong, anthropic:claude-haiku-4-5], combine: median}}
              cascade: {cascade: {stages: [small, {judge: small, samples: 3}, strong, human], band: {around: 3, within: 1}}}
              gather: {cascade: {stages: [{judge: small, samples: 5}, {judge: strong, samples: 5}], ask: all}}
              certified: {cascade: {stages: [{judge: small, samples: 5}, {judge: strong, samples: 5}], certificate: certificate.json}}
            """.Replace("RUBRIC", Rubric, StringComparison.Ordinal));
        _folder.Write("certificate.json", "{}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_jury_scores_with_every_member_shown_and_costs_what_its_members_cost()
    {
        Without("certified");
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.2 });

        AssayProcess.Finished alone = await RunAsync(provider, "run", "responses.jsonl", "--judge", "small", "--json");
        AssayProcess.Finished run = await RunAsync(provider, "run", "responses.jsonl", "--judge", "jury", "--json", "--out", "out.jsonl");
        AssayProcess.Finished again = await RunAsync(provider, "run", "responses.jsonl", "--judge", "jury", "--json");
        AssayProcess.Finished why = await RunAsync(provider, "why", "r3");
        AssayProcess.Finished doctor = await RunAsync(provider, "doctor");
        AssayProcess.Finished test = await RunAsync(provider, "judge", "test", "--judge", "jury", "--input", "Where?", "--output", "There.");

        Assert.True(run.ExitCode == 0, run.ToString());
        // What the small judge said alone is not asked again.
        Assert.Equal((60, 120, 180, 0), (alone.Count("calls"), run.Count("calls"), (int)provider.RequestCount - 3, again.Count("calls")));
        JsonElement panel = run.Json.GetProperty("panel");
        Assert.Equal([("small", 60), ("strong", 60), ("anthropic:claude-haiku-4-5", 60)], panel.GetProperty("voters").EnumerateArray().Select(v => (v.GetProperty("judge").GetString(), v.GetProperty("asked").GetInt32())));
        Assert.Equal(run.Json.GetProperty("cost_usd").GetDecimal(), panel.GetProperty("voters").EnumerateArray().Sum(v => v.GetProperty("cost_usd").GetDecimal()));
        Assert.Equal(run.Json.GetProperty("cost_usd").GetDecimal(), panel.GetProperty("stages")[0].GetProperty("cost_usd").GetDecimal());
        foreach (JsonElement row in File.ReadLines(_folder.File("out.jsonl")).Select(l => JsonElement.Parse(l)))
        {
            JsonElement stage = row.GetProperty("panel").GetProperty("stages")[0];
            double[] votes = [.. stage.GetProperty("votes").EnumerateArray().Select(v => v.GetProperty("overall").GetDouble()).Order()];
            Assert.Equal((3, votes[1]), (votes.Length, row.GetProperty("overall").GetDouble()));
            Assert.Equal(votes[0] == votes[2], stage.GetProperty("dissent").GetProperty("unanimous").GetBoolean());
        }

        Assert.Contains("stage jury", why.Output, StringComparison.Ordinal);
        Assert.Contains("anthropic:claude-haiku-4-5", why.Output, StringComparison.Ordinal);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        Assert.Equal(["anthropic:claude-haiku-4-5: reply", "small: reply", "strong: reply"], test.Output.ReplaceLineEndings("\n").Split('\n').Where(l => l.EndsWith(": reply", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cascade_by_batches_costs_half_of_what_it_costs_live_and_says_the_same()
    {
        Without("certified");
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.2 });
        string[] batched = ["run", "responses.jsonl", "--judge", "cascade", "--json", "--store", "batched.db", "--no-cache", "--lane", "batch"];

        AssayProcess.Finished live = await RunAsync(provider, "run", "responses.jsonl", "--judge", "cascade", "--json", "--no-cache", "--out", "live.jsonl");
        AssayProcess.Finished run = await RunAsync(provider, [.. batched, "--out", "batched.jsonl"]);
        AssayProcess.Finished batches = await RunAsync(provider, "batches", "list", "--store", "batched.db", "--json");
        AssayProcess.Finished doctor = await RunAsync(provider, "doctor", "--store", "batched.db");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((60, 0), (run.Count("scored"), run.Count("owed")));
        // One response of each model finds out live which form of reply it gives.
        decimal half = run.Json.GetProperty("lanes").GetProperty("batch").GetProperty("cost_usd").GetDecimal();
        decimal found = run.Json.GetProperty("lanes").GetProperty("live").GetProperty("cost_usd").GetDecimal();
        Assert.Equal(live.Json.GetProperty("cost_usd").GetDecimal(), (half * 2) + found);
        Assert.Equal(half, run.Json.GetProperty("saved_by_batch_usd").GetDecimal());
        Assert.Equal(Verdicts("live.jsonl"), Verdicts("batched.jsonl"));
        Assert.Equal(["openai:small", "openai:strong"], batches.Json.GetProperty("batches").EnumerateArray().Select(b => $"openai:{b.GetProperty("model").GetString()}").Distinct().Order());
        Assert.True(doctor.ExitCode == 0, doctor.ToString());

        List<(string? Id, double Overall, string Stages)> Verdicts(string file) =>
        [
            .. File.ReadLines(_folder.File(file)).Select(l => JsonElement.Parse(l)).Select(r => (
                r.GetProperty("id").GetString(), r.GetProperty("overall").GetDouble(),
                string.Join(' ', r.GetProperty("panel").GetProperty("stages").EnumerateArray().Select(s => $"{s.GetProperty("stage")}: {s.GetProperty("decided")}")))).OrderBy(r => r.Item1, StringComparer.Ordinal),
        ];
    }

    [Fact]
    public async Task A_jury_that_was_cut_short_to_make_the_budget_last_says_so_in_the_runs_account_as_in_the_ledgers()
    {
        _folder.Write("assay.yaml", $"prices: {{unit: usd_per_million_tokens, 'openai:small': {{input: 0.1, output: 0.4}}, 'openai:strong': {{input: 2, output: 8}}}}\njudges: {{small: {{model: openai:small, {Rubric}}}, strong: {{model: openai:strong, {Rubric}}}, jury: {{jury: {{members: [small, strong]}}, stretch_budget: {{give_up: [jury]}}}}}}");
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.2 });
        string[] jury = ["run", "responses.jsonl", "--judge", "jury", "--no-cache", "--concurrency", "1"];
        decimal whole = (await RunAsync(provider, [.. jury, "--json"])).Json.GetProperty("cost_usd").GetDecimal();
        string budget = Math.Round(whole * 0.7m, 6).ToString(System.Globalization.CultureInfo.InvariantCulture);

        AssayProcess.Finished run = await RunAsync(provider, [.. jury, "--store", "short.db", "--budget-usd", budget, "--json"]);
        AssayProcess.Finished text = await RunAsync(provider, [.. jury, "--store", "short.db", "--budget-usd", budget]);
        AssayProcess.Finished ledger = await RunAsync(provider, "ledger", "--store", "short.db", "--json");
        AssayProcess.Finished ledgerText = await RunAsync(provider, "ledger", "--store", "short.db");

        long withheld = run.Json.GetProperty("withheld_jury").GetInt64();
        Assert.InRange(withheld, 1, 59);
        Assert.Equal(60, run.Count("scored"));
        Assert.Equal(withheld, ledger.Json.GetProperty("judges").GetProperty("jury").GetProperty("withheld_jury").GetInt64());
        Assert.False(run.Json.TryGetProperty("judged_share", out _));
        Assert.All([text.Output, ledgerText.Output], shown => Assert.Contains($"o make the budget last, {withheld} judge", shown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cascade_asks_more_only_near_the_bar_and_puts_what_stays_there_before_people()
    {
        Without("certified");
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.2 });

        AssayProcess.Finished dry = await RunAsync(provider, "run", "responses.jsonl", "--judge", "cascade", "--json", "--dry-run");
        AssayProcess.Finished run = await RunAsync(provider, "run", "responses.jsonl", "--judge", "cascade", "--json", "--out", "out.jsonl");
        AssayProcess.Finished list = await RunAsync(provider, "judge", "list");
        AssayProcess.Finished queues = await RunAsync(provider, "label", "status", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((60, 180), (dry.Count("calls"), dry.Count("later_calls")));
        JsonElement[] rows = [.. File.ReadLines(_folder.File("out.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("panel"))];
        Dictionary<string, (int Asked, int Decided)> stages = run.Json.GetProperty("panel").GetProperty("stages").EnumerateArray()
            .ToDictionary(s => s.GetProperty("stage").GetString()!, s => (s.GetProperty("asked").GetInt32(), s.GetProperty("decided").GetInt32()));
        Assert.Equal(60, stages["small"].Asked);
        Assert.Equal(60 - stages["small"].Decided, stages["small x3"].Asked);
        Assert.Equal(rows.Count(r => r.GetProperty("stages").GetArrayLength() == 3), stages["strong"].Asked);
        Assert.InRange(stages["small"].Decided, 1, 59);
        // Two samples more, and the first is not asked again.
        Assert.Equal(60 + (2 * stages["small x3"].Asked) + stages["strong"].Asked, run.Count("calls"));
        int people = rows.Count(r => r.GetProperty("asks_people").GetBoolean());
        Assert.InRange(people, 1, 59);
        Assert.Equal(people, stages["human"].Asked);
        Assert.Contains($"\"asked\":{people}", queues.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("not certified", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_gathered_with_labels_is_certified_and_used_and_a_changed_judge_is_refused()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.02, RepeatNoise = 0.1 });
        _folder.Write("gold.jsonl", string.Join('\n', Enumerable.Range(0, 400).Select(i => JsonSerializer.Serialize(new { id = $"g{i}", input = $"What about order {i}?", output = $"It comes in {i % 7} days, says the depot ({i})." }))));
        string yaml = File.ReadAllText(_folder.File("assay.yaml"));
        Without("certified");

        AssayProcess.Finished gathered = await RunAsync(provider, "run", "gold.jsonl", "--judge", "gather", "--json", "--out", "gathered.jsonl");
        // People say what the strong judge says most often, but for some.
        JsonElement[] rows = [.. File.ReadLines(_folder.File("gathered.jsonl")).Select(l => JsonElement.Parse(l))];
        _folder.Write("labels.jsonl", string.Join('\n', rows.Select((r, i) => JsonSerializer.Serialize(new { item = r.GetProperty("id").GetString(), rater = "ann", label = i % 25 == 0 ? "1" : r.GetProperty("panel").GetProperty("stages")[1].GetProperty("label").GetString() }))));
        _folder.Write("assay.yaml", yaml);
        AssayProcess.Finished refused = await RunAsync(provider, "run", "responses.jsonl", "--judge", "certified", "--json");
        AssayProcess.Finished certified = await RunAsync(provider, "trust", "cascade", "gathered.jsonl", "labels.jsonl", "--target", "0.6", "--out", "certificate.json");
        AssayProcess.Finished run = await RunAsync(provider, "run", "responses.jsonl", "--judge", "certified", "--json", "--min-coverage", "0");
        AssayProcess.Finished why = await RunAsync(provider, "why", "r3");
        _folder.Write("assay.yaml", yaml.Replace("model: openai:strong,", "model: openai:strong, max_output_tokens: 900,", StringComparison.Ordinal));
        AssayProcess.Finished other = await RunAsync(provider, "judge", "lint");

        Assert.True(gathered.ExitCode == 0, gathered.ToString());
        Assert.Equal(4000, gathered.Count("calls"));
        Assert.True(refused.ExitCode == 2 && refused.Errors.Contains("Gather gold first", StringComparison.Ordinal), refused.ToString());
        Assert.True(certified.ExitCode == 0, certified.ToString());
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(60, run.Json.GetProperty("panel").GetProperty("stages")[0].GetProperty("asked").GetInt32());
        Assert.Contains("certified on gold", why.Output, StringComparison.Ordinal);
        Assert.True(other.ExitCode == 2 && other.Output.Contains("of that nothing is known", StringComparison.Ordinal), other.ToString());
    }

    [Fact]
    public async Task Judges_that_are_asked_once_are_certified_by_their_token_probabilities_and_a_cache_is_as_certain()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.05 });
        string Cascade(string by) => """
            judges:
              small: {model: openai:small, RUBRIC, scores: weighted}
              strong: {model: openai:strong, RUBRIC, scores: weighted}
              quality: {cascade: {stages: [small, strong], BY}}
            """.Replace("RUBRIC", Rubric, StringComparison.Ordinal).Replace("BY", by, StringComparison.Ordinal);
        _folder.Write("gold.jsonl", string.Join('\n', Enumerable.Range(0, 400).Select(i => JsonSerializer.Serialize(new { id = $"g{i}", input = $"What about order {i}?", output = $"It comes in {i % 7} days, says the depot ({i})." }))));
        _folder.Write("assay.yaml", Cascade("ask: all"));

        AssayProcess.Finished gathered = await RunAsync(provider, "run", "gold.jsonl", "--judge", "quality", "--free", "--json", "--out", "gathered.jsonl");
        // People say what the strong judge says where it is sure, and now and then something else.
        JsonElement[] rows = [.. File.ReadLines(_folder.File("gathered.jsonl")).Select(l => JsonElement.Parse(l))];
        _folder.Write("labels.jsonl", string.Join('\n', rows.Select((r, i) => JsonSerializer.Serialize(new { item = r.GetProperty("id").GetString(), rater = "ann", label = i % 25 == 0 ? "1" : r.GetProperty("panel").GetProperty("stages")[1].GetProperty("label").GetString() }))));
        AssayProcess.Finished certified = await RunAsync(provider, "trust", "cascade", "gathered.jsonl", "labels.jsonl", "--target", "0.6", "--out", "certificate.json");
        _folder.Write("assay.yaml", Cascade("certificate: certificate.json"));
        AssayProcess.Finished run = await RunAsync(provider, "run", "responses.jsonl", "--judge", "quality", "--free", "--json", "--min-coverage", "0", "--cache", "cache.db", "--out", "out.jsonl");
        double[] called = Certainties("out.jsonl");
        AssayProcess.Finished again = await RunAsync(provider, "run", "responses.jsonl", "--judge", "quality", "--free", "--json", "--min-coverage", "0", "--cache", "cache.db", "--store", "other.db", "--out", "again.jsonl");
        AssayProcess.Finished why = await RunAsync(provider, "why", "r3");

        Assert.True(gathered.ExitCode == 0 && gathered.Count("calls") == 800, gathered.ToString());
        Assert.True(certified.ExitCode == 0, certified.ToString());
        Assert.DoesNotContain("tells how certain", certified.Errors, StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.InRange(run.Json.GetProperty("panel").GetProperty("stages")[0].GetProperty("decided").GetInt32(), 1, 60);
        Assert.Equal(0, again.Count("calls"));
        Assert.Equal(called, Certainties("again.jsonl"));
        Assert.True(called.Distinct().Count() > 10);
        foreach (JsonElement stage in File.ReadLines(_folder.File("out.jsonl")).SelectMany(l => JsonElement.Parse(l).GetProperty("panel").GetProperty("stages").EnumerateArray()))
        {
            // What a stage is certain to is what its one voter holds the likeliest grade for.
            JsonElement grades = stage.GetProperty("votes")[0].GetProperty("samples").GetProperty("helpful")[0].GetProperty("grades");
            Assert.Equal(grades.EnumerateObject().Max(g => g.Value.GetDouble()), stage.GetProperty("certainty").GetDouble());
        }

        Assert.Contains("certain to", why.Output, StringComparison.Ordinal);
        Assert.Contains("on the likeliest grade", why.Output, StringComparison.Ordinal);

        double[] Certainties(string file) => [.. File.ReadLines(_folder.File(file)).SelectMany(l => JsonElement.Parse(l).GetProperty("panel").GetProperty("stages").EnumerateArray()).Select(s => s.GetProperty("certainty").GetDouble())];
    }

    [Fact]
    public async Task A_stage_that_tells_nothing_of_its_certainty_is_named_with_what_to_do_before_and_while_learning()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { SupportsTokenProbabilities = false });
        _folder.Write("assay.yaml", """
            judges:
              small: {model: openai:small, RUBRIC, scores: weighted}
              strong: {model: openai:strong, RUBRIC}
              quality: {cascade: {stages: [small, strong], ask: all}}
            """.Replace("RUBRIC", Rubric, StringComparison.Ordinal));

        AssayProcess.Finished lint = await RunAsync(provider, "judge", "lint");
        AssayProcess.Finished gathered = await RunAsync(provider, "run", "responses.jsonl", "--judge", "quality", "--free", "--out", "gathered.jsonl");
        _folder.Write("labels.jsonl", string.Join('\n', Enumerable.Range(0, 60).Select(i => $$"""{"item":"r{{i}}","rater":"ann","label":"3"}""")));
        AssayProcess.Finished learnt = await RunAsync(provider, "trust", "cascade", "gathered.jsonl", "labels.jsonl");

        Assert.Contains("the stage strong is asked once and its grade counts as it stands", lint.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("the stage small", lint.Output, StringComparison.Ordinal);
        Assert.Contains("give strong `scores: weighted`", string.Join(' ', gathered.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(2, learnt.ExitCode);
        Assert.Contains("no verdict of small, strong tells how certain the stage is", learnt.Errors, StringComparison.Ordinal);
        Assert.Contains("samples: 3", learnt.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_are_learnt_from_labels_and_used_and_a_panel_that_is_not_worth_it_says_so()
    {
        Without("certified");
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        string File(int right) => string.Join('\n', Enumerable.Range(0, 100).SelectMany(i => (string[])
        [
            $$"""{"item":"a{{i}}","rater":"ann","label":{{1 + (i % 5)}},"kind":"human"}""",
            $$"""{"item":"a{{i}}","rater":"small","label":{{1 + ((i % 100 < right ? i : i + 1) % 5)}},"kind":"judge"}""",
            $$"""{"item":"a{{i}}","rater":"strong","label":{{1 + (i % 5)}},"kind":"judge"}""",
        ]));
        _folder.Write("labels.jsonl", File(60));
        AssayProcess.Finished learnt = await RunAsync(provider, "trust", "jury", "labels.jsonl", "--out", "weights.json");
        _folder.Write("assay.yaml", System.IO.File.ReadAllText(_folder.File("assay.yaml")) + "\n  heavy: {jury: {members: [small, strong], weights: weights.json, quorum: 2}}\n");
        AssayProcess.Finished run = await RunAsync(provider, "run", "responses.jsonl", "--judge", "heavy", "--out", "out.jsonl");

        Assert.True(learnt.ExitCode == 0, learnt.ToString());
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("does not beat strong", run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        // Of two the heavier one is followed.
        foreach (JsonElement row in System.IO.File.ReadLines(_folder.File("out.jsonl")).Select(l => JsonElement.Parse(l)))
        {
            Assert.Equal(row.GetProperty("panel").GetProperty("stages")[0].GetProperty("votes")[1].GetProperty("overall").GetDouble(), row.GetProperty("overall").GetDouble());
        }
    }

    [Fact]
    public async Task A_cap_holds_with_several_models_and_the_same_command_goes_on()
    {
        Without("certified");
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        AssayProcess.Finished capped = await RunAsync(provider, "run", "responses.jsonl", "--judge", "jury", "--json", "--budget-usd", "0.05", "--no-cache");
        AssayProcess.Finished doctor = await RunAsync(provider, "doctor");

        Assert.True(capped.ExitCode == 6, capped.ToString());
        Assert.InRange(capped.Json.GetProperty("cost_usd").GetDecimal(), 0.001m, 0.05m);
        Assert.Equal(60, capped.Count("scored") + capped.Count("owed"));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    private void Without(string judge) => _folder.Write("assay.yaml", string.Join('\n', File.ReadAllLines(_folder.File("assay.yaml")).Where(l => !l.TrimStart().StartsWith($"{judge}:", StringComparison.Ordinal))));

    private Task<AssayProcess.Finished> RunAsync(LoggedProvider provider, params string[] arguments) => AssayProcess.RunAsync(_folder.Path, provider.Environment, arguments);
}
