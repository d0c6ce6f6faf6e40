using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Criteria that code decides, by the real executable: alone, beside a model, in a gate, and written wrong.</summary>
public sealed class CheckTests : IDisposable
{
    private const string Checks = """
        overall: 0-1
        criteria:
          form: { check: json }
          city: { check: { contains: Paris } }
          fast: { check: { max_latency: 1s } }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Checks_alone_need_no_provider_and_end_like_any_run()
    {
        _folder.Write("checks.yaml", Checks);
        Write("\"Paris\"", "Paris", "\"Rome\"");

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "r.jsonl", "--rubric", "checks.yaml", "--json", "--out", "out.jsonl");
        AssayProcess.Finished again = await AssayProcess.RunAsync(_folder.Path, null, "run", "r.jsonl", "--rubric", "checks.yaml", "--json");
        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, null, "why", "r-1");
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, null, "doctor");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((3, 0, 0m, "offline:checks", false), (run.Count("scored"), run.Count("calls"), run.Json.GetProperty("cost_usd").GetDecimal(), run.Json.GetProperty("model").GetString(), run.Json.GetProperty("heuristic").GetBoolean()));
        Assert.Equal([2.0 / 3, 2.0 / 3, 1], ((string[])["form", "city", "fast"]).Select(c => run.Json.GetProperty("scores").GetProperty(c).GetProperty("mean").GetDouble()));
        Assert.Equal(run.Json.GetProperty("scores").GetRawText(), again.Json.GetProperty("scores").GetRawText());
        JsonElement row = JsonElement.Parse(File.ReadLines(_folder.File("out.jsonl")).ElementAt(1));
        Assert.Equal("is not valid JSON: line 1, byte 1", row.GetProperty("scores").GetProperty("form").GetProperty("reason").GetString());
        Assert.Contains("is not valid JSON: line 1, byte 1", why.Output, StringComparison.Ordinal);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task What_a_check_cannot_say_is_unscored_and_lowers_coverage()
    {
        _folder.Write("checks.yaml", "criteria: { right: { check: exact } }");
        Write("Paris");

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "r.jsonl", "--rubric", "checks.yaml", "--json");

        Assert.Equal((4, 1), (run.ExitCode, run.Json.GetProperty("unscored").GetProperty("no_reference").GetInt32()));
        Assert.False(run.Json.GetProperty("scores").TryGetProperty("right", out _));
    }

    [Fact]
    public async Task Beside_a_model_checks_come_first_and_only_what_they_leave_is_paid()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        _folder.Write("assay.yaml", """
            judges:
              both:
                model: openai:gpt-4o-mini
                rubric:
                  overall: 0-1
                  criteria:
                    helpful: { question: Does it help?, scale: pass/fail }
                    matches: { check: exact }
            """);
        _folder.Write("r.jsonl", """
            {"id":"a","input":"Where?","output":"Paris","reference":"Paris"}
            {"id":"b","input":"Where?","output":"It is Rome.","reference":"Paris"}
            {"id":"c","input":"Where?","output":"Paris, I think"}
            """);

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "run", "r.jsonl", "--json", "--min-coverage", "0.5", "--out", "out.jsonl");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((2, 1, 2, 2), (run.Count("scored"), run.Json.GetProperty("unscored").GetProperty("no_reference").GetInt32(), run.Count("calls"), (int)provider.RequestCount));
        Assert.Equal(0.5, run.Json.GetProperty("scores").GetProperty("matches").GetProperty("mean").GetDouble());
        JsonElement first = JsonElement.Parse(File.ReadLines(_folder.File("out.jsonl")).First());
        Assert.Equal(["helpful", "matches"], first.GetProperty("scores").EnumerateObject().Select(s => s.Name));
        Assert.DoesNotContain("matches", (await provider.EndAsync())[0].GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("before.jsonl", 0, "pass")]
    [InlineData("now.jsonl", 3, "fail")]
    public async Task The_example_is_gated_without_a_model(string outputs, int exitCode, string outcome)
    {
        AssayProcess.Finished gate = await AssayProcess.RunAsync(
            _folder.Path, null, "gate", "--config", Checkout.Example("checks/assay.yaml"), "--outputs", Checkout.Example($"checks/{outputs}"), "--baseline-outputs", Checkout.Example("checks/before.jsonl"),
            "--json", "--out", "gate.md", "--out", "gate.html");

        Assert.True(gate.ExitCode == exitCode, gate.ToString());
        Assert.Equal((outcome, 0, 28, false), (gate.Json.GetProperty("outcome").GetString(), gate.Count("calls"), gate.Count("judged"), gate.Json.GetProperty("heuristic").GetBoolean()));
        Assert.DoesNotContain("euristic", File.ReadAllText(_folder.File("gate.md")) + File.ReadAllText(_folder.File("gate.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_finds_what_cannot_work_with_its_place()
    {
        Directory.CreateDirectory(_folder.File("rubrics"));
        _folder.Write("rubrics/wrong.yaml", """
            overall: 0-1
            criteria:
              a: { check: { contain: x } }
              b: { check: { regex: "(" } }
              c: { check: { numeric: 3, tolerance: -1 } }
              d: { check: { json_schema: s.json } }
            """);
        _folder.Write("rubrics/s.json", """{"typ": "object"}""");
        _folder.Write("assay.yaml", "judges: { j: { rubric: rubrics/wrong.yaml } }");

        AssayProcess.Finished rubric = await AssayProcess.RunAsync(_folder.Path, null, "judge", "lint", "rubrics/wrong.yaml");
        AssayProcess.Finished whole = await AssayProcess.RunAsync(_folder.Path, null, "judge", "lint");
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "r.jsonl", "--rubric", "rubrics/wrong.yaml");

        string[] findings =
        [
            "wrong.yaml:3:17: error: `contain` is not a check. Did you mean `contains`?", "wrong.yaml:4:24: error: `criteria.b.check.regex` is no regular expression",
            "wrong.yaml:5:40: error: `criteria.c.check.tolerance` is `-1`, but must be 0 or more", "wrong.yaml:6:30: error: `criteria.d.check.json_schema`: s.json at #: `typ` is not supported. Did you mean `type`?",
        ];
        Assert.Equal((2, 2, 2), (rubric.ExitCode, whole.ExitCode, run.ExitCode));
        Assert.All(findings, finding => Assert.Contains(finding, rubric.Output, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains(finding, whole.Output, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains(finding, run.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Test_shows_what_checks_find_without_a_call()
    {
        _folder.Write("checks.yaml", Checks);

        AssayProcess.Finished test = await AssayProcess.RunAsync(_folder.Path, null, "judge", "test", "--rubric", "checks.yaml", "--input", "Where?", "--output", "\"Paris\"");

        Assert.Equal(4, test.ExitCode);
        Assert.Contains("unscored: not_measured: fast: the response has no number in the metadata field latency_ms", test.Output, StringComparison.Ordinal);
    }

    private void Write(params string[] outputs) => _folder.Write("r.jsonl", string.Join('\n', outputs.Select((output, i) =>
        $$"""{"id":"r-{{i}}","input":"Where?","output":{{JsonSerializer.Serialize(output)}},"latency_ms":{{200 + i}}}""")));
}
