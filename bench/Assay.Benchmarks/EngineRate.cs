using System.Globalization;
using Assay.Benchmarks.Clients;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>What judging costs beside the call itself: <c>assay run</c> against plain clients, without latency.</summary>
internal static class EngineRate
{
    private static readonly string[] Clients =
    [
        PlainClientProcess.OpenAiSdk, PlainClientProcess.OpenAiSdk + PlainClientProcess.Tuned, PlainClientProcess.Http,
        PlainClientProcess.Http + PlainClientProcess.Tuned, PlainClientProcess.HttpAndSqlite,
    ];

    public static async Task<int> RunAsync(int items, int rounds)
    {
        using Workload workload = await Workload.CreateWithBodiesAsync(items);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync();
        // Brings the simulator up to speed.
        await PlainClientProcess.FinishAsync(PlainClientProcess.Http, simulator.Address, workload.Bodies, workload.Items, 64, workload.Folder.Fresh());
        foreach (int concurrency in (int[])[64, 256])
        {
            var comparison = new Comparison(simulator, workload, concurrency, Clients);
            await comparison.RunAsync("engine", rounds);
            foreach (string client in Clients)
            {
                ClientSamples plain = comparison.Plain(client);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  assay run is {comparison.Assay.RateBeside(plain):0.00} x {client} by the clock, {comparison.Assay.EfficiencyBeside(plain):0.00} x by processor time with the simulator's"));
            }
        }

        return 0;
    }
}
