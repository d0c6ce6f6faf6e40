using System.Diagnostics;
using System.Globalization;

namespace Assay.Benchmarks.Measuring;

/// <summary>What else the machine does: without it a figure cannot be judged.</summary>
internal static class Machine
{
    private const double TicksPerSecond = 100;
    private const double QuietShare = 0.1;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>For how long a measurement may wait for a quiet moment: ASSAY_BENCH_WAIT seconds, by default not at all.</summary>
    private static TimeSpan Patience => TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("ASSAY_BENCH_WAIT"), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : 0);

    /// <summary>Processor time that all processes together have used; zero where the system does not tell.</summary>
    public static TimeSpan Busy
    {
        get
        {
            const string file = "/proc/stat";
            if (!File.Exists(file))
            {
                return TimeSpan.Zero;
            }

            // cpu user nice system idle iowait ...
            string[] fields = File.ReadLines(file).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return TimeSpan.FromSeconds(fields[1..4].Sum(f => long.Parse(f, CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
    }

    /// <summary>For example <c>2 cores, load 0.12 before</c>.</summary>
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")} before");

    /// <summary>Returns when others leave the machine alone, or when patience ends.</summary>
    public static async Task WaitUntilQuietAsync()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            TimeSpan before = Busy;
            await Task.Delay(Look, TimeProvider.System);
            if ((Busy - before) / (Look * Environment.ProcessorCount) < QuietShare)
            {
                return;
            }
        }
    }
}
