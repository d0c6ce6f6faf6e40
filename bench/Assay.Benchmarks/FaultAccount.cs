using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>What becomes of 2,000 responses when the provider refuses some calls and cuts some replies short: lost, wrong, or told.</summary>
internal static class FaultAccount
{
    public const string Faults = "429=0.05,truncated=0.02";

    public static async Task<int> RunAsync(int items)
    {
        using Workload workload = await Workload.CreateAsync(items);
        Dictionary<string, string> right;
        using (SimulatorProcess healthy = await SimulatorProcess.StartAsync())
        {
            right = (await JudgeAsync(healthy, workload)).Results;
        }

        string log = workload.Folder.File("requests.jsonl");
        using SimulatorProcess faulty = await SimulatorProcess.StartAsync("--faults", Faults, "--log", log);
        (AssayRun run, Dictionary<string, string> results) = await JudgeAsync(faulty, workload);
        List<LoggedRequest> requests = await LoggedRequest.ReadAsync(faulty, log);
        int lost = items - results.Count;
        int wrong = results.Count(r => r.Value.StartsWith("scored", StringComparison.Ordinal) && right[r.Key] != r.Value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"faults {Faults}: {items:N0} items, {Machine.Describe()}"));
        Console.WriteLine($"  {run}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {requests.Count:N0} requests at the provider: {string.Join(", ", requests.GroupBy(r => r.Fault ?? "good").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}"))}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {lost} lost, {wrong} scored otherwise than by the healthy provider, {run.Count("attempts") - requests.Count} attempts more than requests"));
        return lost == 0 && wrong == 0 && run.Count("owed") == 0 ? 0 : 1;
    }

    /// <summary>Per id the outcome with its score, or with the reason for there being none.</summary>
    private static async Task<(AssayRun Run, Dictionary<string, string> Results)> JudgeAsync(SimulatorProcess simulator, Workload workload)
    {
        string folder = workload.Folder.Fresh();
        string results = Path.Combine(folder, "results.jsonl");
        AssayRun run = await AssayRun.FinishAsync(simulator.Address, workload.Responses, concurrency: 64, folder, "--out", results);
        return (run, File.ReadLines(results).Select(Outcome).ToDictionary(r => r.Id, r => r.Outcome, StringComparer.Ordinal));
    }

    private static (string Id, string Outcome) Outcome(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement result = document.RootElement;
        return (result.GetProperty("id").GetString()!, $"{result.GetProperty("outcome")} {result.GetProperty("reason")} {result.GetProperty("overall")}");
    }
}
