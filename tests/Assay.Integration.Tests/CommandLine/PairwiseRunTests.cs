using System.Globalization;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Judges that compare, asked by the real executable over HTTP.</summary>
public sealed class PairwiseRunTests : IDisposable
{
    private readonly PairFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Systems_are_ranked_in_both_orders_a_place_that_is_preferred_is_seen_and_nothing_is_asked_twice()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { PositionBias = 0.2 });
        _folder.WritePairs("pairs.jsonl", 60, seed: 1, ("good", 0), ("fair", 0.4), ("poor", 0.9));

        AssayProcess.Finished run = await RunAsync(provider, "run", "pairs.jsonl", "--judge", "pw", "--out", "results.jsonl", "--json");
        AssayProcess.Finished again = await RunAsync(provider, "run", "pairs.jsonl", "--judge", "pw", "--json");
        AssayProcess.Finished elsewhere = await RunAsync(provider, "run", "pairs.jsonl", "--judge", "pw", "--json", "--store", "other.db", "--cache", "assay.cache.db");
        AssayProcess.Finished text = await RunAsync(provider, "run", "pairs.jsonl", "--judge", "pw");
        AssayProcess.Finished doctor = await RunAsync(provider, "doctor");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((180, 180, 360), (run.Count("accepted"), run.Count("scored"), run.Count("calls")));
        Assert.Equal((0, 0, 360), (again.Count("calls"), elsewhere.Count("calls"), (int)provider.RequestCount));
        JsonElement pairs = run.Json.GetProperty("pairwise");
        Assert.Equal(["good", "fair", "poor"], pairs.GetProperty("ranking").EnumerateArray().Select(r => r.GetProperty("system").GetString()));
        Assert.All(pairs.GetProperty("ranking").EnumerateArray(), r => Assert.Equal(2, r.GetProperty("rating").GetProperty("ci95").GetArrayLength()));
        Assert.Equal(3, pairs.GetProperty("system_pairs").GetArrayLength());
        Assert.InRange(Value(pairs, "first_shown_preference"), 0.55, 1);
        Assert.InRange(pairs.GetProperty("mcnemar").GetProperty("p").GetDouble(), 0, 0.001);
        // Of three systems no one rate says anything.
        Assert.False(pairs.TryGetProperty("win_rate", out _));
        Assert.Equal(pairs.GetRawText(), elsewhere.Json.GetProperty("pairwise").GetRawText());
        JsonElement[] rows = [.. File.ReadLines(_folder.File("results.jsonl")).Select(l => JsonElement.Parse(l))];
        Assert.Equal(pairs.GetProperty("conflicts").GetInt32(), rows.Count(r => Said(r, "original") != Said(r, "swapped")));
        Assert.All(rows.Where(r => Said(r, "original") != Said(r, "swapped")), r => Assert.Equal("tie", r.GetProperty("winner").GetString()));
        Assert.Equal(("q0", "good", "fair"), (rows[0].GetProperty("item").GetString(), rows[0].GetProperty("system_1").GetString(), rows[0].GetProperty("system_2").GetString()));
        Assert.Contains("first shown preferred in", text.Output, StringComparison.Ordinal);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task Two_files_are_joined_by_id_and_the_better_one_wins()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        _folder.WriteOutputs("good.jsonl", 60, evading: 0);
        string poor = _folder.WriteOutputs("poor.jsonl", 55, evading: 0.8);

        AssayProcess.Finished compared = await RunAsync(provider, "compare", "good.jsonl", "poor.jsonl", "--judge", "pw", "--json");
        AssayProcess.Finished text = await RunAsync(provider, "compare", "good.jsonl", "poor.jsonl", "--judge", "pw");
        AssayProcess.Finished same = await RunAsync(provider, "compare", "good.jsonl", "good.jsonl", "--judge", "pw", "--json");
        AssayProcess.Finished why = await RunAsync(provider, "why", "q3");

        Assert.True(compared.ExitCode == 0, compared.ToString());
        Assert.Contains("5 records stand in one of the two files only", compared.Errors, StringComparison.Ordinal);
        Assert.Equal(55, compared.Count("accepted"));
        Assert.InRange(compared.Json.GetProperty("pairwise").GetProperty("win_rate").GetProperty("ci95")[0].GetDouble(), 0.55, 1);
        Assert.True(compared.Json.GetProperty("pairwise").TryGetProperty("length_controlled_win_rate", out _));
        Assert.Contains("good.jsonl wins", text.Output, StringComparison.Ordinal);
        Assert.Equal((0, 60), (same.Count("calls"), same.Json.GetProperty("pairwise").GetProperty("identical").GetInt32()));
        Assert.Contains("against", why.Output, StringComparison.Ordinal);
        Assert.Contains("swapped", why.Output, StringComparison.Ordinal);
        Assert.NotEmpty(poor);
    }

    [Theory]
    [MemberData(nameof(RecordedJudges.Files), MemberType = typeof(RecordedJudges))]
    public async Task Recorded_judges_of_llmbar_have_live_the_percentages_of_their_files(string file)
    {
        JsonElement expected = JsonElement.Parse(File.ReadAllText(Checkout.Recorded("llmbar/expected.json"))).GetProperty(file);
        string items = Checkout.Recorded($"llmbar/{file.Split('.')[0]}.jsonl");
        Dictionary<string, JsonElement> pairs = File.ReadLines(items).Select(l => JsonElement.Parse(l)).ToDictionary(p => p.GetProperty("id").GetString()!);
        _folder.Write("replay.jsonl", string.Join('\n', File.ReadLines(Checkout.Recorded($"llmbar/recorded/{file}.jsonl")).Select(l => JsonElement.Parse(l)).Select(reply =>
        {
            JsonElement pair = pairs[reply.GetProperty("id").GetString()!];
            (string one, string two) = (pair.GetProperty("output_1").GetString()!, pair.GetProperty("output_2").GetString()!);
            (one, two) = reply.GetProperty("order").GetString() == "swapped" ? (two, one) : (one, two);
            return JsonSerializer.Serialize(new { when_request_contains = $"{pair.GetProperty("input").GetString()}\n\n# Output (a):\n{one}\n\n# Output (b):\n{two}\n", reply = reply.GetProperty("completion").GetString() });
        })));
        _folder.Write("llmbar.yaml", $$$"""
            judges:
              recorded:
                model: openai:gpt-4
                mode: pairwise
                template: "# Instruction:\n{{input}}\n\n# Output (a):\n{{output_1}}\n\n# Output (b):\n{{output_2}}\n"
                pattern: '{{{RecordedJudges.EitherKind}}}'
                rubric: { criteria: { instruction: { question: Which output follows the instruction better? } } }
            """);
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { ReplayFile = _folder.File("replay.jsonl") });

        AssayProcess.Finished run = await RunAsync(provider, "run", items, "--config", "llmbar.yaml", "--free", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        int unreadable = file.EndsWith("chatgpt.cot", StringComparison.Ordinal) ? 1 : 0;
        Assert.Equal((pairs.Count, pairs.Count - unreadable), (run.Count("accepted"), run.Count("scored")));
        Assert.Equal(unreadable, run.Json.GetProperty("unscored").TryGetProperty("unreadable", out JsonElement none) ? none.GetInt32() : 0);
        JsonElement said = run.Json.GetProperty("pairwise");
        // A pair of which one order cannot be read has no verdict here, and stands in the file with the other.
        double apart = unreadable * 1.01 / (pairs.Count - unreadable);
        foreach ((string name, string theirs) in (ReadOnlySpan<(string, string)>)
            [("accuracy_original", "correct_False"), ("accuracy_swapped", "correct_True"), ("accuracy_mean", "correct_average"), ("both_right", "correct_both"), ("consistency", "equal")])
        {
            Assert.InRange(Value(said, name) - Percent(expected, theirs), -apart - 1e-9, apart + 1e-9);
        }
    }

    [Fact]
    public async Task A_reply_that_cannot_be_read_is_counted_and_is_no_tie()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("malformed=1") });
        _folder.WritePairs("pairs.jsonl", 20, seed: 2, ("a", 0), ("b", 0.5));

        AssayProcess.Finished run = await RunAsync(provider, "run", "pairs.jsonl", "--judge", "pw", "--json");

        Assert.True(run.ExitCode is 4 or 5, run.ToString());
        Assert.Equal(0, run.Count("scored"));
        Assert.False(run.Json.TryGetProperty("pairwise", out _));
    }

    [Fact]
    public async Task A_budget_holds_and_a_provider_that_is_down_loses_nothing()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        _folder.WritePairs("pairs.jsonl", 30, seed: 3, ("a", 0), ("b", 0.5));
        Dictionary<string, string> nowhere = provider.Environment;
        nowhere["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";

        AssayProcess.Finished down = await AssayProcess.RunAsync(_folder.Path, nowhere, "run", "pairs.jsonl", "--judge", "pw", "--json");
        AssayProcess.Finished small = await RunAsync(provider, "run", "pairs.jsonl", "--judge", "pw", "--json", "--budget-usd", "0.002");
        AssayProcess.Finished large = await RunAsync(provider, "run", "pairs.jsonl", "--judge", "pw", "--json", "--budget-usd", "1");

        Assert.Equal((5, 6, 0), (down.ExitCode, small.ExitCode, large.ExitCode));
        Assert.InRange(small.Json.GetProperty("cost_usd").GetDecimal(), 0, 0.002m);
        Assert.Equal((30, 60), (large.Count("scored"), (int)provider.RequestCount));
    }

    [Theory]
    [InlineData("no two outputs to compare", "run", "good.jsonl", "--judge", "pw")]
    [InlineData("share neither an id nor a question", "compare", "good.jsonl", "strangers.jsonl", "--judge", "pw")]
    [InlineData("with another output", "compare", "good.jsonl", "twice.jsonl", "--judge", "pw")]
    [InlineData("single is no judge of the configuration that says which of two outputs is better", "compare", "good.jsonl", "strangers.jsonl", "--judge", "single")]
    [InlineData("says which of two outputs is better. Give the other one with --against", "judge", "test", "--judge", "pw", "--input", "i", "--output", "o")]
    [InlineData("a service takes in one at a time", "serve", "--judge", "pw")]
    public async Task What_cannot_be_compared_is_told_before_anything_is_asked(string said, params string[] command)
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        _folder.WriteOutputs("good.jsonl", 5, evading: 0);
        _folder.Write("strangers.jsonl", """{"id":"x1","input":"Another question?","output":"Another answer."}""");
        _folder.Write("twice.jsonl", "{\"id\":\"q1\",\"input\":\"i\",\"output\":\"one\"}\n{\"id\":\"q1\",\"input\":\"i\",\"output\":\"two\"}");

        AssayProcess.Finished run = await RunAsync(provider, command);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        Assert.Equal(0, provider.RequestCount);
    }

    private Task<AssayProcess.Finished> RunAsync(LoggedProvider provider, params string[] command) => AssayProcess.RunAsync(_folder.Path, provider.Environment, command);

    private static string? Said(JsonElement row, string order) => row.GetProperty("scores").GetProperty(order).GetProperty("label").GetString();

    private static double Value(JsonElement json, string name) => json.GetProperty(name).GetProperty("value").GetDouble();

    private static double Percent(JsonElement json, string name) => double.Parse(json.GetProperty(name).GetString()!.Split('=')[^1].Trim(' ', '%'), CultureInfo.InvariantCulture) / 100;
}
