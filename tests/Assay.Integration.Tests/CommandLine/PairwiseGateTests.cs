using System.Xml.Linq;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A gate that holds new outputs against old ones in both orders, by the real executable over HTTP.</summary>
public sealed class PairwiseGateTests : IAsyncLifetime
{
    private const int Cases = 120;

    private readonly PairFolder _folder = new();
    private LoggedProvider? _provider;

    private LoggedProvider Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        _folder.WriteOutputs("good.jsonl", Cases, evading: 0);
        _folder.WriteOutputs("poor.jsonl", Cases, evading: 0.7);
        _folder.WriteOutputs("few.jsonl", 10, evading: 0.7);
        _provider = await LoggedProvider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("good", "poor", 0, "pass")]
    [InlineData("poor", "good", 3, "fail")]
    [InlineData("few", "good", 4, "inconclusive")]
    public async Task The_exit_code_says_what_the_outcome_is(string now, string before, int exitCode, string outcome)
    {
        AssayProcess.Finished gate = await GateAsync(now, before, "--json");

        Assert.True(gate.ExitCode == exitCode, gate.ToString());
        Assert.Equal((outcome, exitCode), (gate.Json.GetProperty("outcome").GetString(), gate.Count("exit_code")));
    }

    [Fact]
    public async Task The_same_outputs_are_ties_that_nobody_is_asked_about()
    {
        AssayProcess.Finished gate = await GateAsync("good", "good", "--json");

        Assert.True(gate.ExitCode == 0, gate.ToString());
        Assert.Equal((0, 0, Cases), (gate.Count("calls"), (int)Provider.RequestCount, gate.Count("unchanged")));
        Assert.Equal(0.5, gate.Json.GetProperty("win_rate").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task A_second_gate_asks_nothing_and_comes_to_the_same_and_every_report_says_so()
    {
        AssayProcess.Finished first = await GateAsync("poor", "good", "--json");
        long asked = Provider.RequestCount;
        AssayProcess.Finished second = await GateAsync("poor", "good", "--json", "--out", "gate.xml", "--out", "gate.md", "--out", "gate.html");
        AssayProcess.Finished text = await GateAsync("poor", "good");
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "doctor");

        Assert.Equal((2 * Cases, asked, 0), (asked, Provider.RequestCount, second.Count("calls")));
        Assert.All((string[])["outcome", "reasons", "difference", "win_rate", "minimum_detectable_effect", "pairwise", "flips"], name => Assert.Equal(first.Json.GetProperty(name).GetRawText(), second.Json.GetProperty(name).GetRawText()));
        Assert.Equal(first.Json.GetProperty("pairwise").GetProperty("losses").GetInt32(), first.Json.GetProperty("flips").EnumerateArray().Count(f => f.GetProperty("difference").GetDouble() < 0));
        Assert.Contains("win_rate: can see a fall of", text.Output.Split("FAIL")[0], StringComparison.Ordinal);
        Assert.Contains("pairs lost", text.Output, StringComparison.Ordinal);
        XElement suites = XDocument.Load(_folder.File("gate.xml")).Root!;
        Assert.Equal(Cases, suites.Elements("testsuite").Single(s => s.Attribute("name")!.Value == "cases").Elements("testcase").Count());
        Assert.Contains(suites.Descendants("failure"), f => f.Attribute("type")!.Value == "fell");
        Assert.Contains("pairs lost", await File.ReadAllTextAsync(_folder.File("gate.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("pairs lost", await File.ReadAllTextAsync(_folder.File("gate.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task What_was_gated_can_be_the_baseline_of_the_next_gate()
    {
        AssayProcess.Finished first = await GateAsync("poor", "good", "--json");
        AssayProcess.Finished next = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "gate", "--outputs", "poor.jsonl", "--baseline", $"{first.Count("run")}", "--judge", "pw", "--json");

        Assert.True(next.ExitCode == 0, next.ToString());
        Assert.Equal((0, Cases), (next.Count("calls"), next.Count("unchanged")));
    }

    [Fact]
    public async Task A_provider_that_is_not_there_ends_with_five_and_the_same_command_goes_on()
    {
        Dictionary<string, string> nowhere = Provider.Environment;
        nowhere["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";

        AssayProcess.Finished down = await AssayProcess.RunAsync(_folder.Path, nowhere, Command("poor", "good", "--json"));
        AssayProcess.Finished up = await GateAsync("poor", "good", "--json");

        Assert.Equal((5, 3), (down.ExitCode, up.ExitCode));
        Assert.Equal("inconclusive", down.Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Without_a_baseline_there_is_nothing_to_hold_outputs_against()
    {
        AssayProcess.Finished gate = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "gate", "--outputs", "good.jsonl", "--judge", "pw");

        Trouble.AssertTold(gate, 2, "the judge pw says which of two outputs is better", "--baseline-outputs");
    }

    private Task<AssayProcess.Finished> GateAsync(string now, string before, params string[] more) => AssayProcess.RunAsync(_folder.Path, Provider.Environment, Command(now, before, more));

    private static string[] Command(string now, string before, params string[] more) => ["gate", "--outputs", $"{now}.jsonl", "--baseline-outputs", $"{before}.jsonl", "--judge", "pw", .. more];
}
