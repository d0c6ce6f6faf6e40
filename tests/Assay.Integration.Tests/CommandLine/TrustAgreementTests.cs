using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay trust agreement</c>: labels of real people and replies of real judges, recorded by others, give their known figures.</summary>
public sealed class TrustAgreementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Annotators_of_pandalm_agree_as_is_known()
    {
        JsonElement json = (await RunAsync("agreement", Checkout.Recorded("pandalm/human_labels.jsonl"))).Json;

        Dictionary<string, double> kappas = json.GetProperty("pairs").EnumerateArray().ToDictionary(p => $"{p.GetProperty("a").GetString()}-{p.GetProperty("b").GetString()}", p => Value(p, "cohen_kappa"));
        Assert.Equal(0.8520, kappas["annotator1-annotator2"], 4);
        Assert.Equal(0.8789, kappas["annotator1-annotator3"], 4);
        Assert.Equal(0.8617, kappas["annotator2-annotator3"], 4);
        Assert.Equal(0.8642, Value(json, "fleiss_kappa"), 4);
        Assert.Equal(0.8642, Value(json.GetProperty("krippendorff_alpha"), "nominal"), 4);
        Assert.Equal([105, 422, 472], json.GetProperty("majority").EnumerateObject().Select(m => m.Value.GetInt32()));
        Assert.All(json.GetProperty("pairs").EnumerateArray(), p => Assert.Equal(999, p.GetProperty("cohen_kappa").GetProperty("n").GetInt32()));
    }

    /// <summary>The macro F1 of pandalm-7b is .5743 by its confusion matrix; .5750, which is given beside it, is its macro recall.</summary>
    [Fact]
    public async Task Judges_of_pandalm_agree_with_the_majority_as_is_known()
    {
        AssayProcess.Finished run = await RunAsync(
            "agreement", Checkout.Recorded("pandalm/human_labels.jsonl"), Checkout.Recorded("pandalm/judge_verdicts.jsonl"), "--judge", "gpt-3.5-turbo", "--judge", "pandalm-7b",
            "--map", "Tie=0", "--map", "garbage=0", "--nominal", "--items", Checkout.Recorded("pandalm/items.jsonl"));

        JsonElement[] judges = [.. run.Json.GetProperty("judges").EnumerateArray()];
        Assert.Equal([0.7107, 0.5755, 0.4958], Figures(judges[0], "accuracy", "macro_f1", "cohen_kappa"));
        Assert.Equal([0.6677, 0.5750, 0.5743, 0.4354], Figures(judges[1], "accuracy", "macro_recall", "macro_f1", "cohen_kappa"));
        Assert.All(judges, j => Assert.Equal("advisory", j.GetProperty("standing").GetString()));
        Assert.All(judges, j => Assert.False(j.GetProperty("alt_test").GetProperty("passes").GetBoolean()));
        Assert.Equal(["constant (2)", "longest"], run.Json.GetProperty("baselines").EnumerateArray().Select(b => b.GetProperty("name").GetString()));
        Assert.Equal(0.4725, Value(run.Json.GetProperty("baselines")[0], "accuracy"), 4);
        Assert.True(Value(run.Json.GetProperty("human_ceiling"), "agreement") > Value(judges[0].GetProperty("leave_one_out"), "agreement"));
        Assert.Equal(10, run.Json.GetProperty("disagreements").GetArrayLength());
    }

    [Fact]
    public async Task Tables_give_the_same_figures_as_lines_and_people_get_text()
    {
        Random random = new(4);
        (int Ann, int Judge)[] labels = [.. Enumerable.Range(0, 60).Select(_ => random.Next(1, 6)).Select(l => (l, Math.Clamp(l + random.Next(-1, 2), 1, 5)))];
        _folder.Write("lines.jsonl", string.Join('\n', labels.SelectMany((l, i) => (string[])[$$"""{"item":"i{{i}}","rater":"ann","label":{{l.Ann}}}""", $$"""{"item":"i{{i}}","rater":"gpt","label":{{l.Judge}},"kind":"judge"}"""])));
        _folder.Write("table.csv", "item,ann,gpt\n" + string.Join('\n', labels.Select((l, i) => $"i{i},{l.Ann},{l.Judge}")));

        AssayProcess.Finished lines = await RunAsync("agreement", "lines.jsonl", "--scale", "1-5");
        AssayProcess.Finished table = await RunAsync("agreement", "table.csv", "--judge", "gpt", "--scale", "1-5");
        AssayProcess.Finished text = await AssayProcess.RunAsync(_folder.Path, null, "trust", "agreement", "table.csv", "--judge", "gpt", "--positive", "4,5");

        Assert.Equal(lines.Output, table.Output);
        Assert.Equal(0, text.ExitCode);
        Assert.Contains("Judge gpt against ann", text.Output, StringComparison.Ordinal);
        Assert.Contains("youden j", text.Output, StringComparison.Ordinal);
        Assert.Contains("Largest disagreements", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"item\":\"a\",\"rater\":\"ann\",\"label\":1}", 4, "Agreement needs two raters")]
    [InlineData("{\"item\":\"a\",\"rater\":\"ann\",\"label\":1}\n{\"item\":\"b\",\"rater\":\"bob\",\"label\":2}", 4, "No item was labelled by two raters")]
    [InlineData("{\"item\":\"a\",\"ann\":1,\"bob\":2}\n{\"item\":\"b\",\"ann\":1,\"bob\":1}\n{\"item\":\"c\",\"ann\":2,\"bob\":2}", 4, "too few")]
    [InlineData("{\"item\":\"a\",\"rater\":\"ann\",\"label\":1}\n{\"item\":\"a\",\"rater\":\"ann\",\"label\":2}", 2, "a second time")]
    [InlineData("{\"item\":\"a\",\"rater\":\"ann\",\"label\":9}", 2, "not on the scale")]
    [InlineData("", 2, "there are no labels")]
    public async Task What_cannot_be_measured_ends_with_a_sentence_and_no_number(string labels, int exit, string said)
    {
        _folder.Write("labels.jsonl", labels);

        AssayProcess.Finished run = await RunAsync("agreement", "labels.jsonl", "--scale", "1-5");

        Assert.Equal(exit, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cohen_kappa\":{", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--judge", "nobody", "no label is by the judge nobody")]
    [InlineData("--gold", "nobody", "--gold names the rater")]
    [InlineData("--positive", "9", "--positive names the label")]
    [InlineData("--map", "x", "--map is `x`")]
    [InlineData("--epsilon", "2", "--epsilon is `2`")]
    [InlineData("--scale", "5-1", "--scale is `5-1`")]
    public async Task Options_that_name_nothing_are_refused(string option, string value, string said)
    {
        _folder.Write("labels.jsonl", "{\"item\":\"a\",\"ann\":1,\"bob\":2}");

        AssayProcess.Finished run = await RunAsync("agreement", "labels.jsonl", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    private Task<AssayProcess.Finished> RunAsync(params string[] arguments) => AssayProcess.RunAsync(_folder.Path, null, ["trust", .. arguments, "--json"]);

    private static double Value(JsonElement json, string name) => json.GetProperty(name).GetProperty("value").GetDouble();

    private static double[] Figures(JsonElement json, params string[] names) => [.. names.Select(n => Math.Round(Value(json, n), 4))];
}
