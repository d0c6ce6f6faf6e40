using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Items through faulty batches in a run that is killed again and again: what is scored, sent twice, and paid beside the live lane.</summary>
internal static class BatchAccount
{
    public const string Faults = "expired=0.01,missing=0.01,foreign=0.01,duplicate=0.01,error=0.01,shuffled=1,cut=0.2,lost-upload=0.1,lost-submission=0.1";

    private static readonly string[] Deaths = ["batch_prepared:1", "batch_sent:1", "batch_noted:1", "recorded:3", "recording:2", "batch_falls_back:1"];

    public static async Task<int> RunAsync(int items, int kills)
    {
        using Workload workload = await Workload.CreateAsync(items);
        decimal live;
        using (SimulatorProcess healthy = await SimulatorProcess.StartAsync())
        {
            live = (await AssayRun.FinishAsync(healthy.Address, workload.Responses, concurrency: 64, workload.Folder.Fresh(), "--no-cache")).Account.GetProperty("cost_usd").GetDecimal();
        }

        string log = workload.Folder.File("requests.jsonl");
        using SimulatorProcess faulty = await SimulatorProcess.StartAsync("--batch-faults", Faults, "--batch-delay", "2s", "--log", log);
        string folder = workload.Folder.Fresh();
        int died = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using Measured process = AssayRun.Start(
                faulty.Address, workload.Responses, concurrency: 64, folder, [("ASSAY_FAIL_POINT", Deaths[kill % Deaths.Length])], "--no-cache", "--lane", "batch");
            died += (await process.FinishAsync()).ExitCode is 0 or 5 ? 0 : 1;
        }

        AssayRun run = await AssayRun.FinishAsync(faulty.Address, workload.Responses, concurrency: 64, folder, "--no-cache", "--lane", "batch");
        JsonElement lanes = run.Account.GetProperty("lanes");
        decimal batch = Cost(lanes, "batch");
        decimal fallback = Cost(lanes, "live");
        int twice = SentTwice(log);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"batch faults {Faults}: {items:N0} items, {died} kills, {Machine.Describe()}"));
        Console.WriteLine($"  {run}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {twice} items in more than one batch"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  live ${live:0.0000}; by batches ${batch:0.0000} ({batch / live:0.000}x) and fallbacks ${fallback:0.0000} ({fallback / live:0.000}x)"));
        return run.Scored == items && run.Count("owed") == 0 && twice == 0 ? 0 : 1;
    }

    private static decimal Cost(JsonElement lanes, string lane) => lanes.TryGetProperty(lane, out JsonElement sums) ? sums.GetProperty("cost_usd").GetDecimal() : 0;

    private static int SentTwice(string log) => File.ReadLines(log).Select(Line).Where(l => l.Batch is not null).GroupBy(l => l.Item).Count(g => g.Select(l => l.Batch).Distinct().Count() > 1);

    private static (string? Item, string? Batch) Line(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return (root.GetProperty("item").GetString(), root.TryGetProperty("batch", out JsonElement batch) ? batch.GetString() : null);
    }
}
