using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A probe by the real executable of judges on the wire whose biases are known: what it finds, what it exits with, and what it pays.</summary>
public sealed class TrustProbeTests : IDisposable
{
    private const int Calls = 765;

    private static readonly SimulatorOptions Fair = new() { Noise = 0, RepeatNoise = 0.01, ReadsReference = true };

    private readonly TemporaryFolder _folder = new();

    public TrustProbeTests() => _folder.Write("rubric.yaml", """
        name: quality
        criteria:
          correctness:
            question: Is everything in the answer right, and is anything missing?
            scale: 1-5
            anchors:
              1: wrong
              3: partly right
              5: right and complete
        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_judge_without_bias_passes_and_a_second_probe_asks_nothing()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair);
        AssayProcess.Finished probe = await ProbeAsync(provider, "--json", "--out", "probe.html", "--out", "probe.json");
        long asked = provider.RequestCount;
        AssayProcess.Finished again = await ProbeAsync(provider, "--json");

        Assert.True(probe.ExitCode == 0, probe.ToString());
        Assert.Equal("ok", probe.Json.GetProperty("outcome").GetString());
        Assert.Equal((Calls, Calls), (probe.Count("calls"), asked));
        Assert.Equal((0, 0, asked), (again.ExitCode, again.Count("calls"), provider.RequestCount));
        Assert.Equal(probe.Json.GetProperty("tests").GetRawText(), again.Json.GetProperty("tests").GetRawText());
        Assert.InRange(Value(probe.Json, "repeat_consistency"), 0.85, 1);
        Assert.InRange(Value(probe.Json, "sensitivity"), 0.9, 1);
        Assert.Equal(0, Value(Test(probe.Json, "null_answers"), "false_positives"));
        Assert.Equal("not_run", Test(probe.Json, "self_preference").GetProperty("verdict").GetString());
        Assert.Equal(probe.Json.GetRawText(), JsonElement.Parse(File.ReadAllText(_folder.File("probe.json"))).GetRawText());
        string page = File.ReadAllText(_folder.File("probe.html"));
        Assert.Contains("quality: no bias found", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("assay.db")), "spoilt answers stand among real ones");
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor", "--store", "assay.probe.db");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task Known_biases_are_found_on_the_wire_as_large_as_they_are()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair with { RepeatNoise = 0.02, PositionBias = 0.3, LengthBias = 0.12, BandwagonBias = 0.2, OrderBias = 0.2 });
        AssayProcess.Finished probe = await ProbeAsync(provider, "--json");

        Assert.True(probe.ExitCode == 3, probe.ToString());
        Assert.Equal("biased", probe.Json.GetProperty("outcome").GetString());
        Assert.All((string[])["position", "rubric_order", "verbosity", "bandwagon"], name => Assert.Equal("biased", Test(probe.Json, name).GetProperty("verdict").GetString()));
        Assert.InRange(Value(Test(probe.Json, "verbosity"), "change_per_doubling"), 0.3, 0.66);
        Assert.InRange(Value(Test(probe.Json, "rubric_order"), "score_change"), 0.55, 1.05);
        Assert.InRange(Value(Test(probe.Json, "position"), "first_shown_preference"), 0.2, 0.5);
    }

    [Fact]
    public async Task Replies_that_cannot_be_read_are_counted_and_move_no_figure()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair with { Faults = FaultMix.Parse("malformed=0.3") });
        AssayProcess.Finished probe = await ProbeAsync(provider, "--json");

        Assert.Contains(probe.ExitCode, (int[])[0, 4]);
        JsonElement verbosity = Test(probe.Json, "verbosity");
        int unreadable = verbosity.GetProperty("missing").GetProperty("unreadable").GetInt32();
        Assert.InRange(unreadable, 1, 20);
        Assert.Equal(48 - unreadable, verbosity.GetProperty("score_change").GetProperty("n").GetInt32());
        Assert.InRange(Value(verbosity, "score_change"), -0.2, 0.2);
    }

    [Fact]
    public async Task A_probe_that_is_stopped_goes_on_without_asking_twice()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair with { Latency = TimeSpan.FromMilliseconds(20) });
        using (AssayProcess process = AssayProcess.Start(_folder.Path, provider.Environment, Arguments("--no-cache", "--concurrency", "8")))
        {
            while (provider.RequestCount < 60)
            {
                Assert.False(process.HasExited, "the probe ended before it could be stopped");
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            process.Signal("-TERM");
            AssayProcess.Finished stopped = await process.WaitAsync();
            Assert.True(stopped.ExitCode == 130, stopped.ToString());
            Assert.Contains("the same command continues", stopped.Errors, StringComparison.Ordinal);
        }

        AssayProcess.Finished rest = await ProbeAsync(provider, "--json", "--no-cache");

        Assert.True(rest.ExitCode == 0, rest.ToString());
        Assert.Equal((Calls, Calls), (rest.Count("calls"), provider.RequestCount));
    }

    [Fact]
    public async Task A_budget_ends_a_probe_with_six_and_holds_for_all_of_its_sittings()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair);
        AssayProcess.Finished probe = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "trust", "probe", "--judge", "openai:gpt-4o-mini", "--rubric", "rubric.yaml", "--budget-usd", "0.05", "--json");

        Assert.True(probe.ExitCode == 6, probe.ToString());
        Assert.Contains("the budget is reached", probe.Errors, StringComparison.Ordinal);
        Assert.InRange(probe.Json.GetProperty("cost_usd").GetDouble(), 0.001, 0.05);
        Assert.True(Test(probe.Json, "position").GetProperty("missing").TryGetProperty("owed", out _));
    }

    [Fact]
    public async Task What_it_would_cost_is_told_before_and_a_large_sum_needs_a_word()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair);
        AssayProcess.Finished dry = await ProbeAsync(provider, "--dry-run", "--json");
        AssayProcess.Finished dear = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "trust", "probe", "--judge", "openai:gpt-4o", "--rubric", "rubric.yaml");

        Assert.Equal((0, Calls), (dry.ExitCode, dry.Count("calls")));
        Assert.True(dear.ExitCode == 2, dear.ToString());
        Assert.Contains("Say --yes to spend that, cap it with --budget-usd, or ask less with --max-calls.", dear.Errors, StringComparison.Ordinal);
        Assert.Equal(0, provider.RequestCount);
        Assert.False(File.Exists(_folder.File("assay.probe.db")));
    }

    [Fact]
    public async Task Where_every_call_fails_it_ends_with_five_and_says_why()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair with { ApiKey = "another" });
        AssayProcess.Finished probe = await ProbeAsync(provider);

        Assert.True(probe.ExitCode == 5, probe.ToString());
        Assert.Contains("What was judged is kept, and the same command continues.", probe.Errors, StringComparison.Ordinal);
        Assert.Empty(probe.Output.Trim());
    }

    [Fact]
    public async Task Three_items_end_with_four_and_what_is_needed()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair);
        _folder.Write("three.jsonl", string.Join('\n', Enumerable.Range(1, 3).Select(i => $$"""{"id":"i{{i}}","input":"What is {{i}}?","output":"It is {{i}}. It is a number. It can be counted.","reference":"It is {{i}}. It is a number. It can be counted."}""")));
        AssayProcess.Finished probe = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "trust", "probe", "three.jsonl", "--judge", "openai:simjudge", "--rubric", "rubric.yaml", "--free");

        Assert.True(probe.ExitCode == 4, probe.ToString());
        Assert.Contains("3 items are too few, or too few of them could be judged.", probe.Errors, StringComparison.Ordinal);
        Assert.Contains("UNCLEAR", probe.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", probe.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_without_a_model_is_probed_and_its_scores_are_called_heuristic()
    {
        AssayProcess.Finished json = await AssayProcess.RunAsync(_folder.Path, null, "trust", "probe", "--judge", "offline:heuristic", "--json");
        AssayProcess.Finished text = await AssayProcess.RunAsync(_folder.Path, null, "trust", "probe", "--judge", "offline:heuristic", "--out", "probe.html");

        Assert.True(json.Json.GetProperty("heuristic").GetBoolean());
        Assert.Equal("not_run", Test(json.Json, "position").GetProperty("verdict").GetString());
        Assert.Contains("Heuristic scores: no model was asked.", text.Output, StringComparison.Ordinal);
        Assert.Contains("Heuristic scores: no model was asked.", File.ReadAllText(_folder.File("probe.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no judge `quality`", "--judge", "quality")]
    [InlineData("names a model, but not what to ask it", "--judge", "openai:gpt-4o-mini")]
    [InlineData("no judge is named")]
    [InlineData("Did you mean `change`?", "--judge", "offline:heuristic", "--bar", "changes=0.2")]
    [InlineData("must be a name and a number of 0 or more", "--judge", "offline:heuristic", "--bar", "change")]
    [InlineData("nowhere.jsonl", "nowhere.jsonl", "--judge", "offline:heuristic")]
    [InlineData("there is no answer to probe with", "empty.jsonl", "--judge", "offline:heuristic")]
    [InlineData("holds no pair", "--judge", "offline:heuristic", "--pairs", "empty.jsonl")]
    [InlineData("the record has no \"output_2\"", "--judge", "offline:heuristic", "--pairs", "half.jsonl")]
    [InlineData("has an ending that is not written", "--judge", "offline:heuristic", "--out", "probe.pdf")]
    public async Task What_is_wrong_is_said_before_anything_is_asked(string said, params string[] arguments)
    {
        _folder.Write("empty.jsonl", "\n");
        _folder.Write("half.jsonl", """{"input":"Who?","output_1":"I."}""");
        AssayProcess.Finished probe = await AssayProcess.RunAsync(_folder.Path, null, ["trust", "probe", .. arguments]);

        Assert.True(probe.ExitCode == 2, probe.ToString());
        Assert.Contains(said, probe.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_pairs_are_asked_about_in_both_orders()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(Fair with { PositionBias = 0.5 });
        _folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(1, 20).Select(i => $$"""{"id":"p{{i}}","input":"What is {{i}}?","output_1":"It is {{i}}.","output_2":"It is a number.","reference":"It is {{i}}."}""")));
        AssayProcess.Finished probe = await ProbeAsync(provider, "--pairs", "pairs.jsonl", "--json");

        Assert.Equal(20, probe.Count("pairs"));
        Assert.Equal(1, Value(Test(probe.Json, "position"), "conflicts"));
        Assert.Equal("biased", Test(probe.Json, "position").GetProperty("verdict").GetString());
    }

    private static string[] Arguments(params string[] more) => ["trust", "probe", "--judge", "openai:simjudge", "--rubric", "rubric.yaml", "--free", .. more];

    private Task<AssayProcess.Finished> ProbeAsync(LoggedProvider provider, params string[] more) => AssayProcess.RunAsync(_folder.Path, provider.Environment, Arguments(more));

    private static JsonElement Test(JsonElement report, string name) => report.GetProperty("tests").EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);

    private static double Value(JsonElement of, string name) => of.GetProperty(name).GetProperty("value").GetDouble();
}
