using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A gate of the real executable, judged over HTTP: what it exits with, what it says, and what it pays.</summary>
public sealed class GateTests : IAsyncLifetime
{
    private const int Cases = GateMaterial.Cases;

    private readonly TemporaryFolder _folder = new();
    private LoggedProvider? _provider;

    private LoggedProvider Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        string replies = GateMaterial.Write(_folder);
        _provider = await LoggedProvider.StartAsync(new SimulatorOptions { ReplayFile = replies });
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("before", "before", 0, "pass")]
    [InlineData("worse", "before", 3, "fail")]
    [InlineData("few", "few", 4, "inconclusive")]
    [InlineData("unread", "before", 4, "inconclusive")]
    public async Task The_exit_code_says_what_the_outcome_is(string now, string before, int exitCode, string outcome)
    {
        AssayProcess.Finished gate = await GateAsync(now, before, "--json");

        Assert.True(gate.ExitCode == exitCode, gate.ToString());
        Assert.Equal((outcome, exitCode), (gate.Json.GetProperty("outcome").GetString(), gate.Count("exit_code")));
    }

    [Fact]
    public async Task What_was_not_judged_is_told_and_is_no_low_score()
    {
        AssayProcess.Finished gate = await GateAsync("unread", "before", "--json");

        Assert.Equal(0.8, gate.Json.GetProperty("coverage").GetDouble(), 6);
        Assert.Equal(Cases / 5, gate.Json.GetProperty("not_judged").GetProperty("unreadable").GetInt32());
        Assert.StartsWith("only 80.0 % of 60 cases could be judged, less than min_coverage 95 %: 12 unreadable. For example case-0: ", gate.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, gate.Json.GetProperty("difference").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task A_second_gate_over_the_same_outputs_asks_nothing_and_comes_to_the_same()
    {
        AssayProcess.Finished first = await GateAsync("worse", "before", "--json");
        long asked = Provider.RequestCount;
        AssayProcess.Finished second = await GateAsync("worse", "before", "--json");
        AssayProcess.Finished elsewhere = await GateAsync("worse", "before", "--json", "--store", "other.db", "--cache", "assay.cache.db");

        Assert.Equal(2 * Cases, asked);
        Assert.Equal(asked, Provider.RequestCount);
        Assert.Equal((0, 0), (second.Count("calls"), elsewhere.Count("calls")));
        string[] verdict = ["outcome", "reasons", "difference", "minimum_detectable_effect", "criteria", "flips"];
        Assert.All(verdict, name => Assert.Equal(first.Json.GetProperty(name).GetRawText(), second.Json.GetProperty(name).GetRawText()));
        Assert.All(verdict, name => Assert.Equal(first.Json.GetProperty(name).GetRawText(), elsewhere.Json.GetProperty(name).GetRawText()));
    }

    [Fact]
    public async Task Samples_are_asked_for_each_by_itself_and_kept()
    {
        AssayProcess.Finished first = await GateAsync("worse", "before", "--json", "--samples", "3");
        long asked = Provider.RequestCount;
        AssayProcess.Finished second = await GateAsync("worse", "before", "--json", "--samples", "3");
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "doctor");

        Assert.Equal((3, 3, 0), (first.ExitCode, second.ExitCode, second.Count("calls")));
        Assert.Equal((3 * 2 * Cases, 3 * 2 * Cases), (asked, first.Count("calls")));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task A_provider_that_is_not_there_ends_with_five_and_the_same_command_goes_on()
    {
        Dictionary<string, string> nowhere = Provider.Environment;
        nowhere["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";
        AssayProcess.Finished down = await AssayProcess.RunAsync(_folder.Path, nowhere, Command("worse", "before", "--json"));
        AssayProcess.Finished up = await GateAsync("worse", "before", "--json");

        Assert.True(down.ExitCode == 5, down.ToString());
        Assert.Equal("inconclusive", down.Json.GetProperty("outcome").GetString());
        Assert.Contains("cannot be reached", down.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.True(up.ExitCode == 3, up.ToString());
    }

    [Fact]
    public async Task One_budget_is_for_both_sides()
    {
        AssayProcess.Finished small = await GateAsync("worse", "before", "--json", "--budget-usd", "0.002");
        AssayProcess.Finished large = await GateAsync("worse", "before", "--json", "--budget-usd", "1");

        Assert.True(small.ExitCode == 6, small.ToString());
        Assert.Contains("the budget is reached", small.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.InRange(small.Json.GetProperty("cost_usd").GetDecimal(), 0, 0.002m);
        Assert.Equal(3, large.ExitCode);
        Assert.Equal(2 * Cases, Provider.RequestCount);
    }

    [Fact]
    public async Task A_run_of_the_ledger_can_be_the_baseline_and_costs_nothing_again()
    {
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, ["run", "before.jsonl", .. Judge]);
        Assert.True(run.ExitCode == 0, run.ToString());
        AssayProcess.Finished gate = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, ["gate", "--outputs", "worse.jsonl", "--baseline", "1", .. Judge, "--json"]);

        Assert.True(gate.ExitCode == 3, gate.ToString());
        Assert.Equal((Cases, "run 1"), (gate.Count("calls"), gate.Json.GetProperty("baseline").GetString()));
        AssayProcess.Finished next = await AssayProcess.RunAsync(
            _folder.Path, Provider.Environment, ["gate", "--outputs", "worse.jsonl", "--baseline", $"{gate.Count("run")}", .. Judge, "--json"]);
        Assert.Equal((0, 0), (next.ExitCode, next.Count("calls")));
    }

    [Fact]
    public async Task What_was_held_is_kept_with_its_branch_and_a_pinned_run_is_a_baseline()
    {
        AssayProcess.Finished fell = await GateAsync("worse", "before", "--json", "--branch", "feature/short", "--commit", "0123456789abcdef");
        AssayProcess.Finished pinned = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "runs", "pin", $"{fell.Count("baseline_run")}", "--as", "released");
        AssayProcess.Finished same = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, ["gate", "--outputs", "before.jsonl", "--baseline", "pin:released", .. Judge, "--json", "--branch", "main"]);
        AssayProcess.Finished gates = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "runs", "gates", "--json");
        AssayProcess.Finished ofMain = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "runs", "gates", "--branch", "main");
        AssayProcess.Finished unknown = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, ["gate", "--outputs", "before.jsonl", "--baseline", "pin:lost", .. Judge]);
        AssayProcess.Finished wrong = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "runs", "pin", "77");

        Assert.Equal((3, 0, 0), (fell.ExitCode, pinned.ExitCode, same.ExitCode));
        System.Text.Json.JsonElement held = gates.Json.GetProperty("gates");
        Assert.Equal([same.Count("gate"), fell.Count("gate")], held.EnumerateArray().Select(g => g.GetProperty("gate").GetInt64()));
        Assert.Equal(("feature/short", "0123456789abcdef", "fail"), (held[1].GetProperty("branch").GetString(), held[1].GetProperty("commit").GetString(), held[1].GetProperty("outcome").GetString()));
        Assert.Contains("passed", ofMain.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", ofMain.Output, StringComparison.Ordinal);
        Trouble.AssertTold(unknown, 2, "no run is pinned as `lost`", "there are: released");
        Trouble.AssertTold(wrong, 2, "there is no run 77 of files");
    }

    [Fact]
    public async Task Only_what_could_not_be_judged_is_asked_again_where_that_is_asked_for()
    {
        AssayProcess.Finished first = await GateAsync("unread", "before", "--json");
        long asked = Provider.RequestCount;
        AssayProcess.Finished plain = await GateAsync("unread", "before", "--json");
        long unasked = Provider.RequestCount - asked;
        AssayProcess.Finished again = await GateAsync("unread", "before", "--json", "--failed");

        Assert.Equal((4, 4, 4), (first.ExitCode, plain.ExitCode, again.ExitCode));
        Assert.Equal((0L, Cases / 5), (unasked, again.Count("calls")));
        Assert.Equal(first.Json.GetProperty("not_judged").GetRawText(), again.Json.GetProperty("not_judged").GetRawText());
    }

    [Fact]
    public async Task A_baseline_of_another_judge_is_judged_again_or_refused()
    {
        await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "run", "before.jsonl", "--judge", "offline:heuristic");
        string[] command = ["gate", "--outputs", "worse.jsonl", "--baseline", "1", .. Judge];
        AssayProcess.Finished refused = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, [.. command, "--no-rescore"]);
        AssayProcess.Finished again = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, [.. command, "--json"]);

        Trouble.AssertTold(refused, 2, "run 1 was judged by offline:heuristic", "scores of two judge versions cannot be compared");
        Assert.True(again.ExitCode == 3, again.ToString());
        Assert.Contains("60 outputs are judged again", again.Errors, StringComparison.Ordinal);
        Assert.Equal(2 * Cases, again.Count("calls"));
    }

    [Theory]
    [InlineData("there is no such file", "--outputs", "worse.jsonl", "--baseline-outputs", "nowhere.jsonl")]
    [InlineData("there is no ledger", "--outputs", "worse.jsonl", "--baseline", "7")]
    [InlineData("there is nothing to hold the outputs against", "--outputs", "worse.jsonl")]
    [InlineData("there is nothing to gate", "--baseline-outputs", "before.jsonl")]
    [InlineData("there is one baseline", "--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl", "--baseline", "1")]
    [InlineData("share neither an id nor a question", "--outputs", "worse.jsonl", "--baseline-outputs", "strangers.jsonl")]
    [InlineData("can only be inconclusive", "--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl", "--exit-zero-on", "fail")]
    [InlineData("nothing could ever fail", "--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl", "--margin", "4")]
    [InlineData("must be above 0", "--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl", "--margin", "0")]
    [InlineData("has an ending that is not written", "--outputs", "worse.jsonl", "--baseline-outputs", "before.jsonl", "--out", "gate.pdf")]
    [InlineData("holds no record", "--outputs", "empty.jsonl", "--baseline-outputs", "before.jsonl")]
    [InlineData("names no file in git", "--outputs", "worse.jsonl", "--baseline-outputs", "git:-x:before.jsonl")]
    [InlineData("git has no before.jsonl at main", "--outputs", "worse.jsonl", "--baseline-outputs", "git:main:before.jsonl")]
    public async Task What_cannot_be_gated_is_told_before_anything_is_asked(string said, params string[] options)
    {
        _folder.Write("strangers.jsonl", """{"id":"x1","input":"Another question?","output":"Another answer."}""");
        _folder.Write("empty.jsonl", "");
        AssayProcess.Finished gate = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, ["gate", .. options, .. Judge]);

        Trouble.AssertTold(gate, 2, said);
        Assert.Equal(0, Provider.RequestCount);
    }

    [Fact]
    public async Task Bars_and_groups_stand_in_the_configuration()
    {
        _folder.Write("assay.yaml", """
            judges:
              quality:
                model: openai:gpt-4o-mini
                rubric: { name: quality, criteria: { accuracy: { question: Is it right?, scale: 1-5 } } }
            gate:
              min: { overall: 4.5 }
              min_n: 5
              groups: [route]
            """);
        AssayProcess.Finished gate = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "gate", "--outputs", "before.jsonl", "--json");
        AssayProcess.Finished unknown = await AssayProcess.RunAsync(_folder.Path, Environment("ASSAY__CONFIG", Written("other.yaml", "overal: 4.5")), "gate", "--outputs", "before.jsonl");

        Assert.True(gate.ExitCode == 3, gate.ToString());
        Assert.StartsWith("overall is 4.00, below 4.50 by more than chance explains", gate.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Trouble.AssertTold(unknown, 2, "gate.min names `overal`, which the judge quality does not score. It scores: overall.");
    }

    [Fact]
    public async Task A_baseline_can_be_the_file_at_a_git_ref()
    {
        foreach (string[] command in (string[][])[["init", "-q", "-b", "main"], ["add", "before.jsonl"], ["-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "-q", "-m", "outputs"]])
        {
            using var git = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("git", command) { WorkingDirectory = _folder.Path })!;
            await git.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, git.ExitCode);
        }

        File.Copy(_folder.File("worse.jsonl"), _folder.File("before.jsonl"), overwrite: true);
        AssayProcess.Finished gate = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, ["gate", "--outputs", "before.jsonl", "--baseline", "main", .. Judge, "--json"]);

        Assert.True(gate.ExitCode == 3, gate.ToString());
        Assert.Equal("git:main:./before.jsonl", gate.Json.GetProperty("baseline").GetString());
    }

    private Task<AssayProcess.Finished> GateAsync(string now, string before, params string[] more) => AssayProcess.RunAsync(_folder.Path, Provider.Environment, Command(now, before, more));

    private static string[] Judge => GateMaterial.Judge;

    private static string[] Command(string now, string before, params string[] more) => ["gate", "--outputs", $"{now}.jsonl", "--baseline-outputs", $"{before}.jsonl", .. Judge, .. more];

    private Dictionary<string, string> Environment(string name, string value)
    {
        Dictionary<string, string> environment = Provider.Environment;
        environment[name] = value;
        return environment;
    }

    private string Written(string file, string bar)
    {
        _folder.Write(file, File.ReadAllText(_folder.File("assay.yaml")).Replace("overall: 4.5", bar, StringComparison.Ordinal));
        return file;
    }
}
