using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Memory of a long run: its peak, and whether it still grows in the second half.</summary>
internal static class SteadyMemory
{
    private const int Concurrency = 512;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(int items)
    {
        using Workload workload = await Workload.CreateAsync(items);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory: {items:N0} items, concurrency {Concurrency}, {Machine.Describe()}"));
        using Measured process = AssayRun.Start(simulator.Address, workload.Responses, Concurrency, workload.Folder.Fresh());
        Task<Finished> finishing = process.FinishAsync();
        var resident = new List<(double Second, double MiB)>();
        while (!finishing.IsCompleted)
        {
            await Task.WhenAny(finishing, Task.Delay(Interval, TimeProvider.System));
            if (!finishing.IsCompleted && process.ResidentMiB is > 0 and var now)
            {
                resident.Add((process.Elapsed.TotalSeconds, now));
            }
        }

        AssayRun run = AssayRun.Read(await finishing);
        (double Second, double MiB)[] later = [.. resident.Skip(resident.Count / 2)];
        double growth = Slope(later);
        Console.WriteLine($"  {run}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {items / run.Seconds:N0} per second, {run.Process.Cpu.TotalMicroseconds / items:N0} us CPU each; peak {run.Process.PeakMiB:N0} MiB; tenths of the run: {string.Join(' ', Tenths(resident))} MiB; second half: {growth * 60:+0.0;-0.0} MiB a minute, {growth * (later[^1].Second - later[0].Second):+0.0;-0.0} MiB in all"));
        return 0;
    }

    private static IEnumerable<string> Tenths(List<(double Second, double MiB)> resident) =>
        resident.Chunk(Math.Max(1, resident.Count / 10)).Select(part => part.Average(r => r.MiB).ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>Least squares: MiB per second.</summary>
    private static double Slope((double Second, double MiB)[] points)
    {
        double second = points.Average(p => p.Second);
        double level = points.Average(p => p.MiB);
        return points.Sum(p => (p.Second - second) * (p.MiB - level)) / points.Sum(p => Math.Pow(p.Second - second, 2));
    }
}
