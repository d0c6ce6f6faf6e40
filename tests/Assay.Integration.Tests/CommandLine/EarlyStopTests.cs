using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A gate of the real executable that may end before everything is judged: what it asks, what it says, and what is left.</summary>
public sealed class EarlyStopTests : IAsyncLifetime
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

    [Fact]
    public async Task A_clear_fall_is_told_with_half_the_calls_and_the_same_outcome()
    {
        AssayProcess.Finished whole = await GateAsync("worse", "before", "--json", "--store", "whole.db", "--no-cache");
        long before = Provider.RequestCount;
        AssayProcess.Finished early = await GateAsync("worse", "before", "--json", "--early-stop");

        Assert.Equal((3, 3), (whole.ExitCode, early.ExitCode));
        Assert.Equal((whole.Json.GetProperty("outcome").GetString(), 2 * Cases, Cases, (long)Cases), (early.Json.GetProperty("outcome").GetString(), whole.Count("calls"), early.Count("calls"), Provider.RequestCount - before));
        JsonElement stop = early.Json.GetProperty("early_stop");
        Assert.Equal((1, 3, Cases / 2, Cases, Cases), (Number(stop, "look"), Number(stop, "looks"), Number(stop, "cases"), Number(stop, "all_cases"), Number(stop, "calls_saved")));
        Assert.InRange(stop.GetProperty("usd_saved").GetDecimal(), 0.0001m, 1);
        Assert.Equal((Cases / 2, Cases / 2), (early.Count("cases"), early.Count("judged")));
        string said = early.Json.GetProperty("reasons").EnumerateArray().Last().GetString()!;
        Assert.StartsWith("ended at look 1 of 3, after 30 of 60 cases; intervals and p-values allow for the looks (O'Brien-Fleming). 60 calls, about $", said, StringComparison.Ordinal);
        // An interval that holds at every look is wider than that of all cases at once.
        Assert.True(Width(early) > Width(whole));
    }

    [Fact]
    public async Task The_same_command_asks_nothing_again_and_one_that_wants_everything_asks_the_rest()
    {
        AssayProcess.Finished first = await GateAsync("worse", "before", "--json", "--early-stop");
        AssayProcess.Finished again = await GateAsync("worse", "before", "--json", "--early-stop");
        AssayProcess.Finished text = await GateAsync("worse", "before", "--early-stop", "--out", "gate.md");
        AssayProcess.Finished whole = await GateAsync("worse", "before", "--json");
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "doctor");

        Assert.Equal((0, Cases), (again.Count("calls"), whole.Count("calls")));
        Assert.All(["outcome", "reasons", "difference", "early_stop"], name => Assert.Equal(first.Json.GetProperty(name).GetRawText(), again.Json.GetProperty(name).GetRawText()));
        Assert.False(whole.Json.TryGetProperty("early_stop", out _));
        Assert.Contains("ended at look 1 of 3", text.Output, StringComparison.Ordinal);
        Assert.Contains("ended at look 1 of 3", File.ReadAllText(_folder.File("gate.md")), StringComparison.Ordinal);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task Samples_are_asked_for_what_is_looked_at_alone()
    {
        AssayProcess.Finished gate = await GateAsync("worse", "before", "--json", "--early-stop", "--samples", "3");

        Assert.Equal((3, 3 * Cases, 3 * Cases), (gate.ExitCode, gate.Count("calls"), Number(gate.Json.GetProperty("early_stop"), "calls_saved")));
    }

    [Fact]
    public async Task Unchanged_outputs_pass_at_the_first_look_and_cases_that_must_pass_are_judged_all_the_same()
    {
        string[] must = [.. File.ReadLines(_folder.File("before.jsonl")).Select(line => line.Replace("\"route\":\"orders\"", "\"route\":\"orders\",\"must_pass\":true", StringComparison.Ordinal))];
        _folder.Write("must.jsonl", string.Join('\n', must));
        AssayProcess.Finished same = await GateAsync("before", "before", "--json", "--early-stop");
        long asked = Provider.RequestCount;
        AssayProcess.Finished cases = await GateAsync("must", "must", "--json", "--early-stop", "--store", "must.db", "--no-cache");

        Assert.Equal((0, Cases / 2), (same.ExitCode, (int)asked));
        Assert.Equal(0, cases.ExitCode);
        JsonElement passed = cases.Json.GetProperty("must_pass");
        Assert.Equal((Cases / 2, 0, 0), (Number(passed, "passed"), passed.GetProperty("failed").GetArrayLength(), passed.GetProperty("not_judged").GetArrayLength()));
        Assert.InRange(cases.Count("cases"), (Cases / 2) + 1, Cases - 1);
    }

    [Fact]
    public async Task Looks_that_the_configuration_asks_for_are_taken_until_the_last()
    {
        _folder.Write("assay.yaml", "gate: { early_stop: { looks: 2, spending: pocock } }");
        AssayProcess.Finished gate = await GateAsync("unread", "before", "--json");

        Assert.Equal(4, gate.ExitCode);
        JsonElement stop = gate.Json.GetProperty("early_stop");
        Assert.Equal((2, 2, "pocock", Cases), (Number(stop, "look"), Number(stop, "looks"), stop.GetProperty("spending").GetString(), Number(stop, "cases")));
        Assert.Contains("look 1 of 2, 30 of 60 cases: nothing can be told yet", gate.Errors, StringComparison.Ordinal);
    }

    private Task<AssayProcess.Finished> GateAsync(string now, string before, params string[] options) => AssayProcess.RunAsync(
        _folder.Path, Provider.Environment, ["gate", "--outputs", $"{now}.jsonl", "--baseline-outputs", $"{before}.jsonl", .. GateMaterial.Judge, .. options]);

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static double Width(AssayProcess.Finished gate)
    {
        JsonElement interval = gate.Json.GetProperty("difference").GetProperty("ci95");
        return interval[1].GetDouble() - interval[0].GetDouble();
    }
}
