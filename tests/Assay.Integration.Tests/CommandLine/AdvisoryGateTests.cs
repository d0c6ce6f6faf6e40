using System.Text.Json;
using Assay.Calibrating.Labelling;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A gate by a judge for which bars are declared: it fails a build only once it is shown to be right.</summary>
public sealed class AdvisoryGateTests : IAsyncLifetime
{
    private const int Cases = 60;

    private readonly TemporaryFolder _folder = new();
    private LoggedProvider? _provider;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var replies = new List<string>();
        foreach ((string name, Func<int, int> grade) in new (string, Func<int, int>)[] { ("before", i => 3 + (i % 3)), ("worse", i => 1 + (i % 3)) })
        {
            _folder.Write($"{name}.jsonl", string.Join('\n', Enumerable.Range(0, Cases).Select(i => JsonSerializer.Serialize(new { id = $"case-{i}", input = $"What about {i}?", output = $"Answer {name} to {i}.", label = 5 - (i % 2) }))));
            replies.AddRange(Enumerable.Range(0, Cases).Select(i => JsonSerializer.Serialize(new
            {
                when_request_contains = (string[])[$"Answer {name} to {i}."],
                reply = $$$"""{"accuracy":{"reason":"because","score":{{{grade(i)}}}}}""",
            })));
        }

        _folder.Write("replay.jsonl", string.Join('\n', replies));
        _folder.Write("assay.yaml", """
            judges:
              quality:
                model: openai:gpt-4o-mini
                rubric: { criteria: { accuracy: { question: "Is it right?", scale: 1-5 } } }
                trust: {}
            """);
        _provider = await LoggedProvider.StartAsync(new SimulatorOptions { ReplayFile = _folder.File("replay.jsonl") });
    }

    public async ValueTask DisposeAsync()
    {
        await _provider!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_fails_nothing_before_people_agree_with_it_and_every_report_says_so()
    {
        AssayProcess.Finished gate = await GateAsync("--json", "--out", "gate.xml", "--out", "gate.md", "--out", "gate.html");
        AssayProcess.Finished text = await GateAsync();

        Assert.True(gate.ExitCode == 4, gate.ToString());
        Assert.Equal(("inconclusive", "its agreement with people was not measured"), (gate.Json.GetProperty("outcome").GetString(), gate.Json.GetProperty("advisory")[0].GetString()));
        string xml = await File.ReadAllTextAsync(_folder.File("gate.xml"), Cancel);
        Assert.DoesNotContain("<failure", xml, StringComparison.Ordinal);
        Assert.Contains("type=\"advisory\"", xml, StringComparison.Ordinal);
        foreach (string said in (string[])[xml, await File.ReadAllTextAsync(_folder.File("gate.md"), Cancel), await File.ReadAllTextAsync(_folder.File("gate.html"), Cancel), text.Output.ReplaceLineEndings(" ")])
        {
            Assert.Contains("the judge quality is advisory, and may not fail a build", string.Join(" ", said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_that_is_let_through_where_one_asks_for_it()
    {
        AssayProcess.Finished through = await GateAsync("--exit-zero-on", "advisory");
        AssayProcess.Finished few = await AssayProcess.RunAsync(_folder.Path, _provider!.Environment, "gate", "--outputs", "before.jsonl", "--baseline-outputs", "before.jsonl", "--judge", "quality", "--min-n", "1000", "--exit-zero-on", "advisory");
        AssayProcess.Finished wrong = await GateAsync("--exit-zero-on", "fail");

        Assert.True(through.ExitCode == 0, through.ToString());
        Assert.True(few.ExitCode == 4, few.ToString());
        Assert.Equal(2, wrong.ExitCode);
    }

    [Fact]
    public async Task With_labels_that_agree_it_fails_as_any_judge_and_with_others_it_does_not()
    {
        AssayProcess.Finished unknown = await GateAsync("--json");
        await LabelAsync(unknown.Json.GetProperty("judge_version").GetString()!, (i, score) => i % 8 == 0 ? Math.Min(5, score + 1) : score);
        AssayProcess.Finished trusted = await GateAsync("--json");
        await LabelAsync(unknown.Json.GetProperty("judge_version").GetString()!, (_, score) => 6 - score);
        AssayProcess.Finished wrong = await GateAsync("--json");

        Assert.True(trusted.ExitCode == 3, trusted.ToString());
        Assert.Empty(trusted.Json.GetProperty("advisory").EnumerateArray());
        Assert.True(wrong.ExitCode == 4, wrong.ToString());
        Assert.StartsWith("kappa is -", wrong.Json.GetProperty("advisory")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, trusted.Count("calls"));
    }

    [Fact]
    public async Task Labels_in_the_records_stand_beside_the_judge_for_both_sides()
    {
        AssayProcess.Finished gate = await GateAsync("--json");

        JsonElement[] sides = [.. gate.Json.GetProperty("corrected").EnumerateArray()];
        Assert.Equal(["worse.jsonl", "before.jsonl"], sides.Select(s => s.GetProperty("outputs").GetString()));
        Assert.All(sides, s => Assert.Equal(4.5, s.GetProperty("corrected").GetProperty("value").GetDouble(), 6));
        Assert.Equal(2, sides[0].GetProperty("raw").GetProperty("value").GetDouble(), 6);
    }

    private Task<AssayProcess.Finished> GateAsync(params string[] more) => AssayProcess.RunAsync(
        _folder.Path, _provider!.Environment, ["gate", "--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl", "--judge", "quality", .. more]);

    private async Task LabelAsync(string version, Func<int, double, double> person)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(_folder.File("assay.db"), TimeProvider.System);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        IReadOnlyList<LabelCandidate> scored = await ledger.Labels.CandidatesAsync(new LabelFrameQuery("quality", version, now.AddDays(-1), now.AddDays(1)) { Criteria = ["accuracy"], AtMost = 1_000 }, Cancel);
        Assert.NotEmpty(scored);
        Assert.Empty(await ledger.Labels.SaveAsync([.. scored.Select((c, i) => new HumanLabel(new LabelKey(c.ResponseId, c.Revision, "quality", "accuracy", "ann"), person(i, c.Score), 1, 5) { At = now })], Cancel));
    }
}
