using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Juries where a judge decides about something: in a gate, and between two files.</summary>
public sealed class PanelGateTests : IAsyncLifetime
{
    private const int Cases = 60;

    /// <summary>Of them so many are worse in poor.jsonl, and the rest is the same in both files.</summary>
    private const int Poor = 50;

    private readonly PanelFolder _folder = new();
    private LoggedProvider? _provider;

    private LoggedProvider Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        _folder.WriteResponses("good.jsonl", Cases);
        _folder.WriteResponses("poor.jsonl", Cases, evading: 0.5);
        _provider = await LoggedProvider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("jury", "good", "poor", 0, "pass")]
    [InlineData("jury", "poor", "good", 3, "fail")]
    [InlineData("cascade", "good", "poor", 0, "pass")]
    [InlineData("cascade", "poor", "good", 3, "fail")]
    [InlineData("comparing", "good", "poor", 0, "pass")]
    [InlineData("comparing", "poor", "good", 3, "fail")]
    public async Task A_panel_gates_as_one_judge_and_a_second_gate_asks_nobody(string judge, string now, string before, int exitCode, string outcome)
    {
        string[] command = ["gate", "--outputs", $"{now}.jsonl", "--baseline-outputs", $"{before}.jsonl", "--judge", judge, "--json"];
        AssayProcess.Finished gate = await RunAsync(command);
        long asked = Provider.RequestCount;
        AssayProcess.Finished again = await RunAsync(command);
        AssayProcess.Finished doctor = await RunAsync("doctor");

        Assert.True(gate.ExitCode == exitCode, gate.ToString());
        Assert.Equal((outcome, exitCode, asked), (gate.Json.GetProperty("outcome").GetString(), gate.Count("exit_code"), gate.Count("calls")));
        Assert.Equal((exitCode, 0, asked), (again.ExitCode, again.Count("calls"), Provider.RequestCount));
        Assert.All((string[])["outcome", "reasons", "difference", "criteria", "flips"], name => Assert.Equal(gate.Json.GetProperty(name).GetRawText(), again.Json.GetProperty(name).GetRawText()));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        Assert.Equal((await Provider.EndAsync()).Sum(PanelFolder.UsdOf), gate.Json.GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task Two_files_are_compared_by_a_jury_of_which_every_member_sees_both_orders()
    {
        AssayProcess.Finished compared = await RunAsync("compare", "good.jsonl", "poor.jsonl", "--judge", "comparing", "--json", "--out", "pairs.jsonl");
        AssayProcess.Finished text = await RunAsync("compare", "good.jsonl", "poor.jsonl", "--judge", "comparing");
        AssayProcess.Finished doctor = await RunAsync("doctor");

        Assert.True(compared.ExitCode == 0, compared.ToString());
        // The same outputs tie, and nobody is asked.
        Assert.Equal((Cases, Cases, 3 * 2 * Poor), (compared.Count("accepted"), compared.Count("scored"), compared.Count("calls")));
        Assert.InRange(compared.Json.GetProperty("pairwise").GetProperty("win_rate").GetProperty("ci95")[0].GetDouble(), 0.55, 1);
        Assert.Contains("good.jsonl wins", text.Output, StringComparison.Ordinal);
        JsonElement[] panels = [.. File.ReadLines(_folder.File("pairs.jsonl")).Select(l => JsonElement.Parse(l)).Where(r => r.TryGetProperty("panel", out _)).Select(r => r.GetProperty("panel"))];
        Assert.Equal(Poor, panels.Length);
        Assert.All(panels, p => Assert.Equal(3, p.GetProperty("stages")[0].GetProperty("votes").GetArrayLength()));
        Assert.All(panels.SelectMany(p => p.GetProperty("stages")[0].GetProperty("votes").EnumerateArray()), v => Assert.Equal(["original", "swapped"], v.GetProperty("scores").EnumerateObject().Select(s => s.Name)));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task Two_releases_that_a_jury_scored_are_compared()
    {
        foreach ((string file, string release, double evading) in ((string, string, double)[])[("one.jsonl", "1", 0), ("two.jsonl", "2", 0.5)])
        {
            _folder.Write(file, string.Join('\n', Enumerable.Range(0, Cases).Select(i =>
                JsonSerializer.Serialize(new { id = $"{release}-{i}", input = PanelFolder.Input(i), output = PanelFolder.Output(i, evading), release }))));
        }

        AssayProcess.Finished run = await RunAsync("run", "one.jsonl", "two.jsonl", "--judge", "jury", "--json");
        AssayProcess.Finished compared = await RunAsync("compare", "1", "2", "--judge", "jury", "--json");
        AssayProcess.Finished unknown = await RunAsync("compare", "1", "2", "--judge", "small", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.True(compared.ExitCode == 0, compared.ToString());
        Assert.Equal("jury", compared.Json.GetProperty("judge").GetString());
        Assert.Equal("worse", compared.Json.GetProperty("criteria")[0].GetProperty("verdict").GetString());
        // What its members said is the jury's, and no scores of their own.
        Trouble.AssertTold(unknown, 2, "the ledger holds no judge `small`");
    }

    [Theory]
    [InlineData("names one judge: a jury has at least two", "wrong: {jury: {members: [small]}}")]
    [InlineData("cannot be read from certificate.json", "wrong: {cascade: {stages: [small, strong], certificate: certificate.json}}")]
    [InlineData("Gather gold first", "wrong: {cascade: {stages: [small, strong], certificate: other.json}}")]
    [InlineData("assay trust jury LABELS --out weights.json", "wrong: {jury: {members: [small, strong], weights: weights.json}}")]
    [InlineData("learnt for version 0123456789abcdef of small", "wrong: {jury: {members: [small, strong], weights: learnt.json}}")]
    public async Task What_makes_no_panel_ends_with_a_sentence_before_anything_is_asked_or_stored(string said, string panel)
    {
        _folder.Write("other.json", """{"kind":"cascade_certificate","target":0.8,"delta":0.1,"tested":300,"risk_bound":0.19,"stages":[{"stage":"small","stage_version":"0123456789abcdef","threshold":1},{"stage":"strong","stage_version":"0123456789abcdef"}]}""");
        _folder.Write("learnt.json", """{"kind":"jury_weights","items":200,"members":[{"judge":"small","judge_version":"0123456789abcdef","weight":1.5},{"judge":"strong","judge_version":"0123456789abcdef","weight":2}]}""");
        _folder.Configure($"  {panel}");

        AssayProcess.Finished run = await RunAsync("run", "good.jsonl", "--judge", "wrong");

        Trouble.AssertTold(run, 2, said, "judges.wrong");
        Assert.Equal((0, false), (Provider.RequestCount, File.Exists(_folder.File("assay.db"))));
    }

    private Task<AssayProcess.Finished> RunAsync(params string[] arguments) => AssayProcess.RunAsync(_folder.Path, Provider.Environment, arguments);
}
