using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Clients;

/// <summary>What a plain client reports of itself, and its process as seen from outside.</summary>
/// <param name="Cpu">From its first call on: without start-up and reading the bodies, with compiling.</param>
internal sealed record PlainClientRun(Finished Process, int Calls, TimeSpan Took, TimeSpan Cpu)
{
    public static string Write(int calls, TimeSpan took, TimeSpan cpu) =>
        string.Create(CultureInfo.InvariantCulture, $"{calls} {took.Ticks} {cpu.Ticks}");

    public static PlainClientRun Read(Finished process)
    {
        long[] fields = [.. process.LastLine.Split(' ').Select(f => long.Parse(f, CultureInfo.InvariantCulture))];
        return new PlainClientRun(process, (int)fields[0], TimeSpan.FromTicks(fields[1]), TimeSpan.FromTicks(fields[2]));
    }
}
