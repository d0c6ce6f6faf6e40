using System.Globalization;
using System.Text.Json;
using Assay.Integration.Tests.CommandLine;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;
using Assay.Simulator.Recording;

namespace Assay.Integration.Tests.Faults;

/// <summary>A panel's verdict is made of several calls and saved as one, whenever the process dies.</summary>
public sealed class PanelKillTests : IDisposable
{
    private const int Responses = 400;
    private const int Concurrency = 8;
    private const int Kills = 8;

    /// <summary>Of each process that dies, and of the one that has no more money, so many verdicts may have been begun.</summary>
    private const int MostAgain = (Kills + 1) * Concurrency;

    /// <summary>Where each process dies; null: after as many calls as chance says.</summary>
    private static readonly string?[] Deaths = ["calling:9", null, "judged:20", null, "recording:3", "recorded:4", null, "judged:1"];

    private readonly PanelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("jury", 0.42)]
    [InlineData("cascade", 0.28)]
    public async Task A_panel_killed_again_and_again_under_a_cap_ends_with_one_verdict_each(string judge, double cap)
    {
        _folder.WriteResponses("responses.jsonl", Responses);
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.2, Latency = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(8) });
        string[] Command(double budget) =>
            ["run", "responses.jsonl", "--judge", judge, "--concurrency", $"{Concurrency}", "--budget-usd", budget.ToString(CultureInfo.InvariantCulture), "--no-cache", "--out", "results.jsonl", "--json"];

        var random = new Random(7);
        foreach (string? death in Deaths)
        {
            await DieAsync(provider, death, random.Next(1, 60), Command(cap));
        }

        AssayProcess.Finished capped = await RunAsync(provider, Command(cap));
        long askedThen = provider.RequestCount;
        AssayProcess.Finished finished = await RunAsync(provider, Command(10));
        AssayProcess.Finished queues = await RunAsync(provider, "label", "status", "--json");
        AssayProcess.Finished doctor = await RunAsync(provider, "doctor");

        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        decimal billedThen = log.Where(r => r.GetProperty("n").GetInt64() <= askedThen).Sum(PanelFolder.UsdOf);
        Assert.True(capped.ExitCode == 6, capped.ToString());
        Assert.Equal((Responses, Responses), (capped.Count("accepted"), capped.Count("scored") + capped.Count("owed")));
        Assert.InRange(capped.Json.GetProperty("cost_usd").GetDecimal(), billedThen, (decimal)cap);
        Assert.True(finished.ExitCode == 0, finished.ToString());
        Assert.Equal((Responses, 0), (finished.Count("scored"), finished.Count("owed")));
        Assert.InRange(finished.Json.GetProperty("cost_usd").GetDecimal(), log.Sum(PanelFolder.UsdOf), 10);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        JsonElement[] rows = [.. File.ReadLines(_folder.File("results.jsonl")).Select(l => JsonElement.Parse(l))];
        Assert.Equal(Enumerable.Range(0, Responses).Select(i => $"r{i}"), rows.Select(r => r.GetProperty("id").GetString()));
        AssertAskedAgain(log, rows);
        int undecided = rows.Count(r => r.GetProperty("panel").GetProperty("asks_people").GetBoolean());
        Assert.Equal(judge == "cascade", undecided > 0);
        Assert.Equal(undecided, queues.Json.GetProperty("queues").EnumerateArray().Sum(q => q.GetProperty("asked").GetInt32()));
    }

    /// <summary>The judges are always of the same opinion here: what a verdict takes shows in the one that was saved.</summary>
    private static void AssertAskedAgain(IReadOnlyList<JsonElement> log, JsonElement[] rows)
    {
        Dictionary<string, int> calls = log.Where(r => r.GetProperty("item").ValueKind == JsonValueKind.String).GroupBy(r => r.GetProperty("item").GetString()!).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        int again = 0;
        for (int i = 0; i < Responses; i++)
        {
            int voters = rows[i].GetProperty("panel").GetProperty("stages").EnumerateArray().Sum(s => s.GetProperty("votes").GetArrayLength());
            int asked = calls[RequestItem.Of(PanelFolder.Input(i), PanelFolder.Output(i))];
            Assert.True(asked >= voters, $"r{i}: {asked} calls for {voters} votes");
            again += (asked - 1) / voters;
        }

        TestContext.Current.SendDiagnosticMessage($"{Kills} deaths: {again} verdicts asked again, at most {MostAgain} allowed");
        Assert.InRange(again, 1, MostAgain);
    }

    private async Task DieAsync(LoggedProvider provider, string? death, int calls, string[] command)
    {
        Dictionary<string, string> environment = provider.Environment;
        if (death is not null)
        {
            environment["ASSAY_FAIL_POINT"] = death;
        }

        using AssayProcess process = AssayProcess.Start(_folder.Path, environment, command);
        long until = provider.RequestCount + calls;
        while (death is null && provider.RequestCount < until)
        {
            Assert.False(process.HasExited, "the run ended before it could be killed");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        if (death is null)
        {
            process.Kill();
        }

        AssayProcess.Finished died = await process.WaitAsync();
        Assert.True(died.ExitCode == 137, died.ToString());
    }

    private Task<AssayProcess.Finished> RunAsync(LoggedProvider provider, params string[] arguments) => AssayProcess.RunAsync(_folder.Path, provider.Environment, arguments);
}
