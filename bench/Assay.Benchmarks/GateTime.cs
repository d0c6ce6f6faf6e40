using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>What a gate takes beyond its provider: cases that a prompt and its version before answer, all of it judged; and the same again.</summary>
internal static class GateTime
{
    private const int LatencyMilliseconds = 200;
    private const int Concurrency = 64;

    public static async Task<int> RunAsync(int cases, int rounds)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, cases);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync("--latency", $"{LatencyMilliseconds}ms");
        // Answers first, then verdicts: 2 sides each, so many at a time, each as long as the provider takes.
        double provider = (Math.Ceiling(2.0 * cases / Concurrency) + Math.Ceiling(2.0 * cases / Concurrency)) * LatencyMilliseconds / 1000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases:N0} cases, provider {LatencyMilliseconds} ms, {Concurrency} at a time: the provider's own time is {provider:0.0} s"));
        Console.WriteLine("| gate | calls | whole process | beyond the provider | processor time |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        for (int round = 0; round < rounds; round++)
        {
            string store = Path.Combine(folder.Path, $"round-{round}.db");
            await MeasureAsync("first", simulator.Address, folder.Path, store, provider);
            await MeasureAsync("again", simulator.Address, folder.Path, store, 0);
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, Uri provider, string folder, string store, double provided)
    {
        using var process = Measured.StartAssay(
            ProcessPlace.ClientOf(provider, folder),
            ["gate", "--config", Path.Combine(folder, "assay.yaml"), "--dataset", Path.Combine(folder, "cases.jsonl"), "--target", "now", "--baseline-target", "before", "--store", store, "--concurrency", $"{Concurrency}", "--json"]);
        Finished finished = await process.FinishAsync();
        using JsonDocument gate = JsonDocument.Parse(finished.LastLine);
        long calls = gate.RootElement.GetProperty("calls").GetInt64() + gate.RootElement.GetProperty("asked").GetProperty("calls").GetInt64();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name}, {gate.RootElement.GetProperty("outcome").GetString()} | {calls:N0} | {finished.Wall.TotalSeconds:0.0} s | {finished.Wall.TotalSeconds - provided:0.0} s | {finished.Cpu.TotalSeconds:0.0} s |"));
    }

    private static void Write(string folder, int cases)
    {
        File.WriteAllText(Path.Combine(folder, "assay.yaml"), $$"""
            judges:
              quality:
                model: openai:simulated-judge
                rubric: { name: quality, criteria: { accuracy: { question: Is it right?, scale: 1-5 } } }
            targets:
              now: { prompt: now.yaml, concurrency: {{Concurrency}} }
              before: { prompt: before.yaml, concurrency: {{Concurrency}} }
            prices:
              unit: usd_per_million_tokens
              "openai:simulated-app": { input: 0.15, output: 0.60 }
              "openai:simulated-judge": { input: 0.15, output: 0.60 }
            """);
        File.WriteAllText(Path.Combine(folder, "before.yaml"), "model: openai:simulated-app\nsystem: |\n  Answer from this text:\n  {{context}}\n");
        File.WriteAllText(Path.Combine(folder, "now.yaml"), "model: openai:simulated-app\nsystem: |\n  Answer in at most 12 words from this text:\n  {{context}}\n");
        File.WriteAllLines(Path.Combine(folder, "cases.jsonl"), Enumerable.Range(0, cases).Select(i => JsonSerializer.Serialize(new
        {
            id = $"case-{i}",
            input = $"How long does order number {i} take to arrive?",
            context = new[] { $"Order number {i} takes {2 + (i % 7)} days to arrive. Whoever ordered it gets a message on the day before. Parcels that are late are looked for by the carrier." },
        })));
    }
}
