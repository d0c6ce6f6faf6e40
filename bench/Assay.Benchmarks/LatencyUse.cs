using System.Globalization;
using Assay.Benchmarks.Clients;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>How much of what concurrency and latency allow is used: calls at once / time of a call is all that any client can reach.</summary>
internal static class LatencyUse
{
    private const int LatencyMilliseconds = 200;

    public static async Task<int> RunAsync(int items, int rounds)
    {
        using Workload workload = await Workload.CreateWithBodiesAsync(items);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync("--latency", $"{LatencyMilliseconds}ms");
        await PlainClientProcess.FinishAsync(PlainClientProcess.Http, simulator.Address, workload.Bodies, workload.Items, 1_000, workload.Folder.Fresh());
        foreach (int concurrency in (int[])[256, 1_000])
        {
            var comparison = new Comparison(simulator, workload, concurrency, PlainClientProcess.Http);
            await comparison.RunAsync($"latency {LatencyMilliseconds} ms", rounds);
            double ideal = concurrency * 1000.0 / LatencyMilliseconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  of {ideal:N0} per second: assay run {comparison.Assay.Rate.Median / ideal:0.000}, http {comparison.Plain(PlainClientProcess.Http).Rate.Median / ideal:0.000}"));
        }

        return 0;
    }
}
