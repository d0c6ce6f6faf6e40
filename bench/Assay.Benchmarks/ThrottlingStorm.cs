using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>A provider that refuses every call for a while: what is lost, how often it is asked in vain, how soon the work goes on.</summary>
internal static class ThrottlingStorm
{
    private const int Concurrency = 64;
    private const int LatencyMilliseconds = 200;
    private const int BeforeSeconds = 60;
    private const int AfterSeconds = 90;
    private const int WindowSeconds = 5;

    public static async Task<int> RunAsync(int stormSeconds)
    {
        int end = BeforeSeconds + stormSeconds;
        using Workload workload = await Workload.CreateAsync(Concurrency * 1000 / LatencyMilliseconds * (BeforeSeconds + AfterSeconds));
        string log = workload.Folder.File("requests.jsonl");
        string faults = string.Create(CultureInfo.InvariantCulture, $"429=1@{BeforeSeconds}s-{end}s");
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync("--latency", $"{LatencyMilliseconds}ms", "--faults", faults, "--log", log);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"storm {faults}: {workload.Items:N0} items, concurrency {Concurrency}, latency {LatencyMilliseconds} ms, {Machine.Describe()}"));
        AssayRun run = await AssayRun.FinishAsync(simulator.Address, workload.Responses, Concurrency, workload.Folder.Fresh());
        List<LoggedRequest> requests = await LoggedRequest.ReadAsync(simulator, log);
        double[] served = [.. requests.Where(r => r.IsServed).Select(r => (r.At - requests[0].At).TotalSeconds)];
        // The first seconds go to starting up.
        double before = served.Count(t => t is >= 10 and < BeforeSeconds) / (BeforeSeconds - 10.0);
        int inStorm = requests.Count(r => r.Fault == "429");
        Console.WriteLine($"  {run}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {before:N0} per second before; {inStorm:N0} calls in the storm, {inStorm / (before * stormSeconds):P2} of what it would have been offered; 90 % of the rate again {Recovery(served, end, before)}"));
        return run.Count("owed") == 0 ? 0 : 1;
    }

    /// <summary>When a window of some seconds after the storm first has 90 % of the former rate, from the storm's end to the window's end.</summary>
    private static string Recovery(double[] served, int end, double before)
    {
        for (int from = end; from < end + AfterSeconds; from++)
        {
            if (served.Count(t => t >= from && t < from + WindowSeconds) >= 0.9 * before * WindowSeconds)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{from + WindowSeconds - end} s after its end");
            }
        }

        return "never";
    }
}
