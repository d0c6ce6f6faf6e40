using System.Globalization;

namespace Assay.Benchmarks.Measuring;

/// <summary>The processor time of all ended child processes, to a hundredth of a second, as Linux counts it for their parent.</summary>
internal static class ChildTime
{
    private const double TicksPerSecond = 100;

    /// <summary>Null where the system does not tell.</summary>
    public static TimeSpan? Read()
    {
        const string file = "/proc/self/stat";
        if (!File.Exists(file))
        {
            return null;
        }

        // After the name in brackets, which may hold spaces: state is field 3, cutime 16, cstime 17.
        string text = File.ReadAllText(file);
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Ticks(fields[13]) + Ticks(fields[14])) / TicksPerSecond);
    }

    private static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
