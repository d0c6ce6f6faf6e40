using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Whatever a gate may meet, in one table: the exit code that a build acts on, and the sentence that says what to do.</summary>
public sealed class GateTroubleTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LoggedProvider? _provider;
    private LoggedProvider? _pages;

    private LoggedProvider Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        string replies = GateMaterial.Write(_folder);
        _folder.Write("cases.jsonl", string.Join('\n', File.ReadLines(_folder.File("before.jsonl")).Take(30)));
        _folder.Write("strangers.jsonl", """{"id":"x1","input":"Another question?","output":"Another answer."}""");
        _provider = await LoggedProvider.StartAsync(new SimulatorOptions { ReplayFile = replies, ApiKey = LoggedProvider.Key });
        _pages = await LoggedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("html=1") });
        _folder.Write("assay.yaml", $$$"""
            targets:
              html: { url: "{{{new Uri(_pages.Address, "v1/chat/completions")}}}", request: '{"model": "m", "messages": [{"role": "user", "content": "{{input}}"}]}' }
              hanging: { command: [sh, -c, 'sleep 600'], timeout: 300ms, concurrency: 30 }
            """);
        AssayProcess.Finished other = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "run", "before.jsonl", "--judge", "offline:heuristic", "--store", "other.db");
        Assert.True(other.ExitCode == 0, other.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await _pages!.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("equal", 0, "every output that was judged is the same as the baseline's")]
    [InlineData("a real fall", 3, "overall fell by 1")]
    [InlineData("five cases", 4, "only 5 cases were judged, and nothing is concluded from fewer than 20 (min_n)")]
    [InlineData("one verdict in five missing", 4, "only 80.0 % of 60 cases could be judged, less than min_coverage 95 %")]
    [InlineData("a target that answers HTML", 4, "30 target_unreadable")]
    [InlineData("a command that hangs", 4, "30 target_timeout")]
    [InlineData("provider down", 5, "cannot be reached")]
    [InlineData("wrong key", 5, "401")]
    [InlineData("budget", 6, "the budget is reached")]
    [InlineData("no such baseline file", 2, "there is no such file")]
    [InlineData("no such baseline run", 2, "there is no run 7 in other.db")]
    [InlineData("baseline of another judge", 2, "scores of two judge versions cannot be compared")]
    [InlineData("baseline of other cases", 2, "share neither an id nor a question")]
    public async Task Every_end_has_its_exit_code_and_its_sentence(string name, int exitCode, string said)
    {
        Dictionary<string, string> environment = Provider.Environment;
        if (name == "provider down")
        {
            environment["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";
        }
        else if (name == "wrong key")
        {
            environment["OPENAI_API_KEY"] = "sk-another";
        }

        AssayProcess.Finished gate = await AssayProcess.RunAsync(_folder.Path, environment, ["gate", .. Options(name), .. GateMaterial.Judge, "--json", "--out", "gate.xml"]);

        Assert.True(gate.ExitCode == exitCode, gate.ToString());
        if (exitCode == 2)
        {
            Trouble.AssertTold(gate, 2, said);
            Assert.Equal(("", 0L), (gate.Output, Provider.RequestCount));
            return;
        }

        Assert.Contains(gate.Json.GetProperty("reasons").EnumerateArray(), r => r.GetString()!.Contains(said, StringComparison.Ordinal));
        Assert.Equal(exitCode, gate.Count("exit_code"));
        await using FileStream junit = File.OpenRead(_folder.File("gate.xml"));
        Assert.Empty(JUnitSchema.Problems(junit));
    }

    private static string[] Options(string name) => name switch
    {
        "equal" => ["--outputs", "before.jsonl", "--baseline-outputs", "before.jsonl"],
        "five cases" => ["--outputs", "few.jsonl", "--baseline-outputs", "few.jsonl"],
        "one verdict in five missing" => ["--outputs", "unread.jsonl", "--baseline-outputs", "before.jsonl"],
        "a target that answers HTML" => ["--dataset", "cases.jsonl", "--target", "html", "--baseline-outputs", "before.jsonl"],
        "a command that hangs" => ["--dataset", "cases.jsonl", "--target", "hanging", "--baseline-outputs", "before.jsonl"],
        "budget" => ["--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl", "--budget-usd", "0.002"],
        "no such baseline file" => ["--outputs", "worse.jsonl", "--baseline-outputs", "nowhere.jsonl"],
        "no such baseline run" => ["--outputs", "worse.jsonl", "--baseline", "7", "--store", "other.db"],
        "baseline of another judge" => ["--outputs", "worse.jsonl", "--baseline", "1", "--store", "other.db", "--no-rescore"],
        "baseline of other cases" => ["--outputs", "worse.jsonl", "--baseline-outputs", "strangers.jsonl"],
        _ => ["--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl"],
    };
}
