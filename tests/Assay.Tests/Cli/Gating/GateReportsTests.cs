using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Assay.Cli.Gating;
using Assay.Cli.Output;
using Assay.Collecting;
using Assay.Gating;
using Assay.Gating.Prompts;
using Assay.Integration.Tests.Testing;
using Assay.Server.Dashboard.Reports;

namespace Assay.Tests.Cli.Gating;

/// <summary>Every form of a gate's report, over texts that would like to be more than text.</summary>
public sealed class GateReportsTests
{
    private const string Hostile = "::error::stop\n::stop-commands::x\n##[error]no ##vso[task.complete] <script>alert(1)</script> <img src=x onerror=1> ```\n# heading\n|a|b| [x](javascript:1) @team \u0000\u0007\u001b[31m\u202e ]]> & \ud800";

    private static readonly GateScale Overall = new(GateScale.Overall, 1, 5, IsPassFail: false);

    [Fact]
    public void Junit_is_legal_and_counts_what_it_holds()
    {
        XDocument xml = XDocument.Parse(Encoding.UTF8.GetString(GateJUnit.Write(Report())));
        XElement[] cases = [.. xml.Descendants("testcase")];

        Assert.Equal(("testsuites", "32"), (xml.Root!.Name.LocalName, xml.Root.Attribute("tests")!.Value));
        Assert.Equal(32, cases.Length);
        Assert.Equal($"{xml.Descendants("failure").Count()}", xml.Root.Attribute("failures")!.Value);
        Assert.Equal($"{xml.Descendants("error").Count()}", xml.Root.Attribute("errors")!.Value);
        Assert.Equal("not judged: unreadable", Assert.Single(xml.Descendants("error")).Attribute("message")!.Value);
        Assert.Equal(["fell", "fail"], xml.Descendants("failure").Select(f => f.Attribute("type")!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Junit_is_as_its_schema_says(bool mustPass)
    {
        using var xml = new MemoryStream(GateJUnit.Write(Report(mustPass: mustPass)));

        Assert.Empty(JUnitSchema.Problems(xml));
    }

    [Theory]
    [InlineData("<testsuites><testsuite name=\"a\" tests=\"1\" failures=\"0\" errors=\"0\"><testcase name=\"b\"/></testsuite></testsuites>", 0)]
    [InlineData("<testsuites skipped=\"0\"/>", 1)]
    [InlineData("<testsuites><testsuite name=\"a\" tests=\"1\" failures=\"0\"/></testsuites>", 1)]
    [InlineData("<testsuites><testsuite name=\"a\" tests=\"1\" failures=\"0\" errors=\"0\"><testcase name=\"b\"><fail/></testcase></testsuite></testsuites>", 1)]
    [InlineData("<testsuites><testsuite name=\"a\" tests=\"1\" failures=\"0\" errors=\"0\" timestamp=\"yesterday\"/></testsuites>", 1)]
    public void The_schema_refuses_what_is_none(string xml, int problems)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(xml));

        Assert.Equal(problems, JUnitSchema.Problems(stream).Count);
    }

    [Fact]
    public void A_case_that_must_pass_and_does_not_is_a_failure()
    {
        XDocument xml = XDocument.Parse(Encoding.UTF8.GetString(GateJUnit.Write(Report(mustPass: true))));

        Assert.Contains(xml.Descendants("failure"), f => f.Attribute("type")!.Value == "must_pass");
    }

    [Fact]
    public void In_markdown_no_text_of_others_is_more_than_text()
    {
        string markdown = GateMarkdown.Write(Report());

        Assert.Contains("## ❌ Gate failed", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("##[error]", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("##vso[", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", markdown, StringComparison.Ordinal);
        // Only within code: a fence longer than any of theirs, and quoted.
        Assert.All(markdown.Split('\n').Where(l => l.Contains("<script>", StringComparison.Ordinal)), l => Assert.True(l.StartsWith("> ", StringComparison.Ordinal) || l.Contains('`', StringComparison.Ordinal), l));
        Assert.All(markdown.Split('\n'), l => Assert.False(l.StartsWith("::", StringComparison.Ordinal), l));
        Assert.True(markdown.Length < 60_000);
    }

    [Fact]
    public void A_sentence_with_names_of_others_means_nothing_but_itself()
    {
        string plain = MarkdownText.Plain("a|b <i> *x* _y_ `z` [l](u) @team #12 https://x.y !");

        Assert.Equal("a\\|b &lt;i&gt; \\*x\\* \\_y\\_ \\`z\\` \\[l\\]\\(u\\) &#64;team &#35;12 https:&#47;/x.y \\!", plain);
    }

    [Fact]
    public async Task In_html_nothing_of_it_runs_or_loads()
    {
        string html = Encoding.UTF8.GetString(await HtmlReport.RenderAsync(Report()));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src &#x27;none&#x27;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runner_is_given_no_command_but_ours()
    {
        string[] annotations = [.. GitHubActions.Annotations(Report())];
        string fenced = GitHubActions.Fenced(Hostile);

        Assert.All(annotations, a => Assert.DoesNotContain('\n', a));
        Assert.StartsWith("::error title=assay gate%3A fail::overall fell by", annotations[0], StringComparison.Ordinal);
        Assert.Equal(1 + 10, annotations.Length);
        string token = fenced.Split('\n')[0]["::stop-commands::".Length..];
        Assert.Equal(32, token.Length);
        Assert.Equal($"::{token}::", fenced.TrimEnd('\n').Split('\n')[^1]);
        string json = GitHubActions.SafeJson(JsonSerializer.Serialize(new { id = "a ##[error] b" }));
        Assert.DoesNotContain("##[", json, StringComparison.Ordinal);
        Assert.Equal("a ##[error] b", JsonElement.Parse(json).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_summary_is_added_to_and_never_grows_beyond_what_is_kept()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, new string('x', (1 << 20) - 2_000), TestContext.Current.CancellationToken);
            await GitHubActions.AppendSummaryAsync(file, Report());
            await GitHubActions.AppendSummaryAsync(file, Report());

            string written = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.InRange(Encoding.UTF8.GetByteCount(written), (1 << 20) - 1_999, 1 << 20);
            Assert.Contains("## Gate: fail", written, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Json_holds_what_others_script_against()
    {
        JsonElement json = JsonElement.Parse(JsonLine.Write(members => GateJson.Write(members, Report())));

        Assert.Equal(("fail", 30, 0.1), (json.GetProperty("outcome").GetString(), json.GetProperty("cases").GetInt32(), json.GetProperty("margin").GetDouble()));
        Assert.Equal(29, json.GetProperty("difference").GetProperty("n").GetInt32());
        Assert.Equal(2, json.GetProperty("difference").GetProperty("ci95").GetArrayLength());
        Assert.True(json.GetProperty("minimum_detectable_effect").GetDouble() > 0);
        Assert.Equal("fell", json.GetProperty("criteria").GetProperty("overall").GetProperty("standing").GetString());
        Assert.True(json.GetProperty("flips").GetArrayLength() > 10);
    }

    private static GateReport Report(bool mustPass = false)
    {
        GateCase[] cases =
        [
            .. Enumerable.Range(0, 30).Select(i => new GateCase
            {
                Id = $"case {i} {Hostile}",
                Baseline = Answer(4 + (i % 2), "Before."),
                Candidate = i == 29 ? new GateAnswer { Scores = new Dictionary<string, IReadOnlyList<double>>(), Reason = "unreadable", Detail = Hostile } : Answer(1 + (i % 3), Hostile),
                MustPass = mustPass && i == 0,
            }),
        ];
        return new GateReport
        {
            Result = new Gate([Overall], new GateTerms(), samples: 1).Decide(cases, hasBaseline: true),
            Candidate = "now.jsonl",
            MadeWith = new PromptIdentity(Hostile, Hostile, Hostile),
            BaselineMadeWith = new PromptIdentity("before.txt", "1", Model: null),
            Asked = new AskedOutputs(30, 2, 0.5m),
            Baseline = "before.jsonl",
            Judge = "quality",
            JudgeVersion = "0123456789abcdef",
            Model = "openai:m",
            MadeAt = DateTimeOffset.UnixEpoch,
            Seconds = 1.5,
            ExitCode = 3,
        };
    }

    private static GateAnswer Answer(double score, string output) => new()
    {
        Scores = new Dictionary<string, IReadOnlyList<double>> { ["overall"] = [score] },
        Said = new Dictionary<string, string> { ["accuracy"] = Hostile },
        Response = new Response { Id = "r", Input = Hostile, Output = output },
    };
}
