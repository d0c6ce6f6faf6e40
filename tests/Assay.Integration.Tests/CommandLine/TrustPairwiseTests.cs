using System.Globalization;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay trust pairwise</c>: recorded judges of LLMBar have the percentages that its own tool computed.</summary>
public sealed class TrustPairwiseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(RecordedJudges.Files), MemberType = typeof(RecordedJudges))]
    public async Task Every_percentage_of_llmbar_is_reproduced_from_winners_and_from_replies(string file)
    {
        JsonElement expected = JsonElement.Parse(File.ReadAllText(Checkout.Recorded("llmbar/expected.json"))).GetProperty(file);
        string judgments = Checkout.Recorded($"llmbar/recorded/{file}.jsonl");
        string gold = Checkout.Recorded($"llmbar/{file.Split('.')[0]}.jsonl");

        JsonElement winners = (await RunAsync(judgments, "--gold", gold)).Json;
        JsonElement replies = (await RunAsync(judgments, "--gold", gold, "--pattern", RecordedJudges.EitherKind)).Json;

        foreach (JsonElement json in (JsonElement[])[winners, replies])
        {
            Assert.Equal(Percent(expected, "correct_False"), Value(json, "accuracy_original"), 9);
            Assert.Equal(Percent(expected, "correct_True"), Value(json, "accuracy_swapped"), 9);
            Assert.Equal(Percent(expected, "correct_average"), Value(json, "accuracy_mean"), 9);
            Assert.Equal(Percent(expected, "correct_both"), Value(json, "both_right"), 9);
            Assert.Equal(Percent(expected, "equal"), Value(json, "consistency"), 9);
            Assert.Equal(file.EndsWith("chatgpt.cot", StringComparison.Ordinal) ? 1 : 0, json.GetProperty("unreadable").GetInt32());
        }
    }

    [Fact]
    public async Task Groups_are_told_apart_and_systems_ranked()
    {
        Random random = new(3);
        _folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 180).SelectMany(i =>
        {
            (string one, string two) = (i % 3) switch { 0 => ("good", "fair"), 1 => ("fair", "poor"), _ => ("good", "poor") };
            return ((string[])["original", "swapped"]).Select(order =>
                $$"""{"item":"i{{i}}","order":"{{order}}","winner":"{{(random.NextDouble() < 0.75 ? one : two)}}","gold":"{{one}}","group":"{{(i % 2 == 0 ? "even" : "odd")}}","system_1":"{{one}}","system_2":"{{two}}","length_1":{{100 + random.Next(50)}},"length_2":{{100 + random.Next(50)}}}""");
        })));

        AssayProcess.Finished run = await RunAsync("pairs.jsonl");
        AssayProcess.Finished text = await AssayProcess.RunAsync(_folder.Path, null, "trust", "pairwise", "pairs.jsonl");

        Assert.Equal(["even", "odd"], run.Json.GetProperty("groups").EnumerateObject().Select(g => g.Name));
        Assert.Equal(90, run.Json.GetProperty("groups").GetProperty("odd").GetProperty("items").GetInt32());
        Assert.Equal(["good", "fair", "poor"], run.Json.GetProperty("ranking").EnumerateArray().Select(r => r.GetProperty("system").GetString()));
        Assert.Equal(3, run.Json.GetProperty("system_pairs").GetArrayLength());
        Assert.True(run.Json.TryGetProperty("length_controlled_win_rate", out _));
        Assert.Contains("net vote accuracy", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"order":"original","winner":"A"}""", "no \"item\"")]
    [InlineData("""{"item":"a","order":"sideways","winner":"A"}""", "must be original or swapped")]
    [InlineData("""{"item":"a","order":"original"}""", "neither \"winner\" nor \"reply\"")]
    [InlineData("""{"item":"a","order":"original","winner":"A","gold":"maybe"}""", "must name an output or a tie")]
    [InlineData("{\"item\":\"a\",\"winner\":\"A\"}\n{\"item\":\"a\",\"winner\":\"B\"}", "a second time with another verdict")]
    [InlineData("{\"item\":\"a\",\"winner\":\"A\",\"gold\":\"A\"}\n{\"item\":\"a\",\"order\":\"swapped\",\"winner\":\"A\",\"gold\":\"B\"}", "another one than before")]
    [InlineData("", "there are no judgments")]
    public async Task A_record_that_cannot_be_read_is_named(string records, string said)
    {
        _folder.Write("pairs.jsonl", records);

        AssayProcess.Finished run = await RunAsync("pairs.jsonl");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_for_a_figure_is_said()
    {
        _folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 3).Select(i => $$"""{"item":"i{{i}}","reply":"hm"}""")));

        AssayProcess.Finished run = await RunAsync("pairs.jsonl");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("3 of 3 judgments cannot be read", run.Errors, StringComparison.Ordinal);
        Assert.Contains("No record says which output is better", run.Errors, StringComparison.Ordinal);
        Assert.Contains("No item was judged in both orders", run.Errors, StringComparison.Ordinal);
        Assert.Contains("3 items are few", run.Errors, StringComparison.Ordinal);
    }

    private Task<AssayProcess.Finished> RunAsync(params string[] arguments) => AssayProcess.RunAsync(_folder.Path, null, ["trust", "pairwise", .. arguments, "--json"]);

    private static double Value(JsonElement json, string name) => json.GetProperty(name).GetProperty("value").GetDouble();

    private static double Percent(JsonElement json, string name) => double.Parse(json.GetProperty(name).GetString()!.Split('=')[^1].Trim(' ', '%'), CultureInfo.InvariantCulture) / 100;
}
