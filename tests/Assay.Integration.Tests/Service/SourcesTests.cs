using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>The service reads by itself.</summary>
public sealed class SourcesTests
{
    private const string Configuration = """
        judges:
          quality:
            model: offline:heuristic
            rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
        sources:
          logs: { kind: folder, files: logs/*.jsonl, interval: 1s }
          gone: { kind: sqlite, path: nowhere.db, query: "SELECT id, question, answer FROM answers WHERE id >= @cursor", cursor: id, start: 0, interval: 1s }
        """;

    [Fact]
    public async Task Lines_that_are_added_are_judged_once_through_kills_and_a_broken_source_stops_nothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", Configuration);
        Directory.CreateDirectory(folder.File("logs"));
        string file = folder.Write("logs/a.jsonl", Lines(0, 50));
        using (ServiceProcess first = await ServiceProcess.StartAsync(folder.Path, null, 0))
        {
            await HeldAsync(first, 50);
            await first.KillAsync();
        }

        File.AppendAllText(file, "{broken\n" + Lines(50, 10));
        using ServiceProcess second = await ServiceProcess.StartAsync(folder.Path, null, 0);
        await HeldAsync(second, 60);
        File.AppendAllText(file, Lines(60, 5));
        await HeldAsync(second, 65);
        JsonElement[] sources = [.. (await second.GetAsync("/v1/sources")).GetProperty("sources").EnumerateArray()];
        await second.StopAsync();

        Assert.Equal((15, 1), (sources[0].GetProperty("accepted").GetInt32(), sources[0].GetProperty("rejected").GetInt32()));
        Assert.Contains("a.jsonl:51", sources[0].GetProperty("last_rejected").GetString(), StringComparison.Ordinal);
        Assert.Contains("nowhere.db", sources[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor");
        Assert.Contains("65 responses", doctor.Output, StringComparison.Ordinal);
    }

    private static string Lines(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => $$"""{"id":"l{{i}}","input":"Question {{i}}?","output":"Answer {{i}}."}""" + "\n"));

    private static async Task HeldAsync(ServiceProcess service, int scored)
    {
        while ((await service.TotalAsync()).GetProperty("scored").GetInt32() < scored)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
