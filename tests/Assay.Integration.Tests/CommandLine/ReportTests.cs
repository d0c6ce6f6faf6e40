using System.Text.Json;
using System.Xml.Linq;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay report</c> and <c>assay runs</c>: quality in a file that can be handed on.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_reported_on_with_the_figures_that_it_gave_itself()
    {
        JsonElement run = JsonElement.Parse((await ScoreAsync("--json")).Output);

        AssayProcess.Finished report = await AskAsync(0, "report", "--json", "--out", "r.html", "--out", "r.md", "--out", "r.csv", "--out", "r.xml");

        JsonElement judge = JsonElement.Parse(report.Output).GetProperty("judges")[0];
        foreach (string name in (string[])["accepted", "scored", "owed", "coverage", "cost_usd", "attempts"])
        {
            Assert.Equal(run.GetProperty(name).GetRawText(), judge.GetProperty(name).GetRawText());
        }

        Assert.Equal(run.GetProperty("unscored").GetRawText(), judge.GetProperty("unscored").GetRawText());
        foreach (JsonProperty criterion in run.GetProperty("scores").EnumerateObject())
        {
            JsonElement mean = judge.GetProperty("criteria").GetProperty(criterion.Name).GetProperty("mean");
            Assert.Equal(criterion.Value.GetProperty("mean").GetDouble(), mean.GetProperty("value").GetDouble(), 9);
            Assert.Equal(criterion.Value.GetProperty("n").GetInt64(), mean.GetProperty("n").GetInt64());
            Assert.Equal(criterion.Value.TryGetProperty("ci95", out JsonElement interval) ? interval.GetRawText() : null, mean.TryGetProperty("ci95", out JsonElement same) ? same.GetRawText() : null);
        }

        string html = await ReadAsync("r.html");
        string markdown = await ReadAsync("r.md");
        string shown = (run.GetProperty("scores").GetProperty("overall").GetProperty("mean").GetDouble() * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"<b>{shown} %</b>", html, StringComparison.Ordinal);
        Assert.Contains($"**{shown} %**", markdown, StringComparison.Ordinal);
        Assert.Contains("empty_output", html, StringComparison.Ordinal);
        Assert.Contains("silent", markdown, StringComparison.Ordinal);
        Assert.Contains("no model was asked", html, StringComparison.Ordinal);
        // One file that needs nothing else.
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.Equal((await AskAsync(0, "export", "--format", "csv")).Output, await ReadAsync("r.csv"));
    }

    [Fact]
    public async Task A_low_score_is_a_failure_a_response_that_could_not_be_judged_an_error_and_what_is_left_out_skipped()
    {
        _folder.Write("assay.yaml", """
            judges:
              quick: { model: "offline:heuristic", rubric: { criteria: { accuracy: { question: Right?, scale: 1-5 } } }, when: { kind: [good, low, none] } }
            """);
        _folder.Write("responses.jsonl", """
            {"id":"good","input":"How long does delivery take?","output":"Delivery takes two days, however long the way is.","kind":"good"}
            {"id":"low","input":"How long does delivery take?","output":"Bananas are yellow.","kind":"low"}
            {"id":"none","input":"How long does delivery take?","output":"","kind":"none"}
            {"id":"other","input":"How long does delivery take?","output":"Two days.","kind":"other"}
            """);
        await AskAsync(0, "run", "responses.jsonl", "--min-coverage", "0");

        // With the bar at the top of the scale, every score is low.
        await AskAsync(0, "report", "--out", "all.xml", "--bar", "1");
        await AskAsync(0, "report", "--out", "none.xml", "--bar", "0");

        XElement all = XDocument.Parse(await ReadAsync("all.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("4", "2", "1", "1"), ((string?)all.Attribute("tests"), (string?)all.Attribute("failures"), (string?)all.Attribute("errors"), (string?)all.Attribute("skipped")));
        Assert.Equal(["good:failure", "low:failure", "none:error", "other:skipped"], all.Elements("testcase").Select(c => $"{c.Attribute("name")!.Value}:{c.Elements().Single().Name}"));
        Assert.Contains("empty_output", (string?)all.Descendants("error").Single().Attribute("message"), StringComparison.Ordinal);
        Assert.Contains("not_matched", (string?)all.Descendants("skipped").Single().Attribute("message"), StringComparison.Ordinal);
        Assert.Equal("quick.accuracy", (string?)all.Elements("testcase").First().Attribute("classname"));
        XElement none = XDocument.Parse(await ReadAsync("none.xml")).Root!.Element("testsuite")!;
        Assert.True(int.Parse(none.Attribute("failures")!.Value, System.Globalization.CultureInfo.InvariantCulture) < 2, none.ToString());
    }

    [Fact]
    public async Task What_was_collected_is_reported_on_by_range_slice_release_and_judge()
    {
        _folder.Write("assay.yaml", "slices: [route]");
        await ScoreAsync();

        JsonElement range = await JsonAsync("report", "--range", "24h", "--json");
        JsonElement refunds = await JsonAsync("report", "--slice", "route:refunds", "--json");
        JsonElement release = await JsonAsync("report", "--release", "v1", "--range", "24h", "--json");
        JsonElement judge = await JsonAsync("report", "--judge", "offline:heuristic", "--json");
        JsonElement run = await JsonAsync("report", "--json");

        Assert.Equal("The last 24 hours", range.GetProperty("title").GetString());
        Assert.Equal(Figures(run), Figures(range));
        Assert.Equal(Figures(run), Figures(judge));
        Assert.Equal((20, 1), (Count(refunds, "scored"), Count(refunds, "accepted") - Count(refunds, "scored")));
        Assert.Equal(21, Count(release, "accepted"));
        Assert.Equal("Release v1, the last 24 hours", release.GetProperty("title").GetString());
        Assert.Equal(["delivery", "refunds"], run.GetProperty("judges")[0].GetProperty("slices").EnumerateArray().Where(s => s.GetProperty("field").GetString() == "route").Select(s => s.GetProperty("value").GetString()).Order());

        static string Figures(JsonElement report) => report.GetProperty("judges")[0].GetProperty("criteria").GetRawText() + report.GetProperty("judges")[0].GetProperty("scored").GetRawText();

        static long Count(JsonElement report, string name) => report.GetProperty("judges")[0].GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Runs_are_listed_with_the_numbers_by_which_they_are_reported_on()
    {
        await ScoreAsync("--limit", "5");
        await ScoreAsync();

        JsonElement[] runs = [.. JsonElement.Parse((await AskAsync(0, "runs", "--json")).Output).GetProperty("runs").EnumerateArray()];
        JsonElement first = await JsonAsync("report", "1", "--json");
        JsonElement last = await JsonAsync("report", "--json");
        AssayProcess.Finished unknown = await AskAsync(2, "report", "7");
        AssayProcess.Finished both = await AskAsync(2, "report", "1", "--range", "7d");

        Assert.Equal([(2, 41), (1, 5)], runs.Select(r => (r.GetProperty("run").GetInt32(), r.GetProperty("responses").GetInt32())));
        Assert.Equal((5, 41), (first.GetProperty("judges")[0].GetProperty("accepted").GetInt32(), last.GetProperty("judges")[0].GetProperty("accepted").GetInt32()));
        Assert.Contains("there is no run 7", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("leave out", both.Errors, StringComparison.Ordinal);
        Assert.Contains("responses.jsonl", (await AskAsync(0, "runs")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_scored_there_is_no_figure_and_nothing_is_concluded()
    {
        _folder.Write("responses.jsonl", """{"id":"silent","input":"q","output":""}""");
        await AskAsync(4, "run", "responses.jsonl", "--judge", "offline:heuristic");

        AssayProcess.Finished report = await AskAsync(4, "report", "--out", "r.html");
        AssayProcess.Finished nothing = await AskAsync(4, "report", "--release", "nowhere");

        Assert.Contains("nothing to conclude from", report.Errors, StringComparison.Ordinal);
        Assert.Contains("nothing was scored", await ReadAsync("r.html"), StringComparison.Ordinal);
        Assert.Contains("Nothing was judged", nothing.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0.00", nothing.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--out r.pdf", "Known: .html, .md, .csv, .xml")]
    [InlineData("--out nowhere/r.html", "does not exist")]
    [InlineData("--range soon", "--range is `soon`")]
    [InlineData("--slice refunds", "such as route:refunds")]
    [InlineData("--judge nobody", "holds no judge `nobody`")]
    [InlineData("--release a --slice route:b", "cannot be combined")]
    [InlineData("--bar 7", "--bar is `7`")]
    public async Task What_cannot_be_reported_is_refused_with_what_can(string options, string said)
    {
        await ScoreAsync();

        AssayProcess.Finished refused = await AskAsync(2, ["report", .. options.Split(' ')]);

        Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
    }

    private async Task<AssayProcess.Finished> ScoreAsync(params string[] more)
    {
        _folder.Write("responses.jsonl", string.Join('\n', Enumerable.Range(0, 40).Select(i =>
            $$"""{"id":"r{{i}}","input":"How long does delivery to {{i}} take?","output":"Delivery to {{i}} takes {{i}} days{{(i % 3 == 0 ? " and more" : "")}}.","release":"v{{i % 2}}","route":"{{(i % 2 == 0 ? "delivery" : "refunds")}}"}"""))
            + "\n" + """{"id":"silent","input":"q","output":"","release":"v1","route":"refunds"}""");
        return await AskAsync(0, ["run", "responses.jsonl", "--judge", "offline:heuristic", "--min-coverage", "0", .. more]);
    }

    private async Task<JsonElement> JsonAsync(params string[] command) => JsonElement.Parse((await AskAsync(0, command)).Output);

    private async Task<AssayProcess.Finished> AskAsync(int exitCode, params string[] command)
    {
        AssayProcess.Finished finished = await AssayProcess.RunAsync(_folder.Path, null, command);
        Assert.True(finished.ExitCode == exitCode, $"{string.Join(' ', command)}: {finished}");
        return finished;
    }

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(_folder.File(file), TestContext.Current.CancellationToken);
}
