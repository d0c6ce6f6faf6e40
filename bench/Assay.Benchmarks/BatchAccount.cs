using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Items through faulty batches in a run that is killed again and again: what is scored, sent twice, and paid beside the live lane.</summary>
internal static class BatchAccount
{
    public const string Faults = "expired=0.01,missing=0.01,foreign=0.01,duplicate=0.01,error=0.01,shuffled=1,cut=0.2,lost-upload=0.1,lost-submission=0.1";

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
        AssayRun? run = null;
        while (run is null)
        {
            (string, string)[] death = died < kills ? [("ASSAY_FAIL_POINT", DeathOf(died, kills))] : [];
            using Measured process = AssayRun.Start(faulty.Address, workload.Responses, concurrency: 64, folder, death, "--no-cache", "--lane", "batch");
            Finished ended = await process.FinishAsync();
            run = ended.ExitCode == 0 ? AssayRun.Read(ended) : null;
            died += run is not null ? 0 : died < kills ? 1 : throw new InvalidOperationException($"the run ended with {ended.ExitCode}: {ended.Error}");
        }

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

    /// <summary>Before and after it is sent, while it is recorded, and at the end before what is missing is asked live. Most make no progress, so that there is something left to kill.</summary>
    private static string DeathOf(int kill, int kills) => kill switch
    {
        0 => "batch_prepared:1",
        1 => "batch_sent:1",
        _ when kill >= kills - 2 => "batch_falls_back:1",
        _ => kill % 4 == 2 ? "recorded:1" : "recording:1",
    };

    private static decimal Cost(JsonElement lanes, string lane) => lanes.TryGetProperty(lane, out JsonElement sums) ? sums.GetProperty("cost_usd").GetDecimal() : 0;

    private static int SentTwice(string log) => File.ReadLines(log).Select(Line).Where(l => l.Batch is not null).GroupBy(l => l.Item).Count(g => g.Select(l => l.Batch).Distinct().Count() > 1);

    private static (string? Item, string? Batch) Line(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return (root.GetProperty("item").GetString(), root.TryGetProperty("batch", out JsonElement batch) ? batch.GetString() : null);
    }
}
