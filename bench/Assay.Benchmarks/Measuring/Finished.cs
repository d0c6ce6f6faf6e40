namespace Assay.Benchmarks.Measuring;

/// <summary>What a process that ended has cost, and what it wrote.</summary>
/// <param name="Cpu">User and system time, from its start to its end.</param>
/// <param name="PeakMiB">The highest resident memory.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record Finished(int ExitCode, TimeSpan Wall, TimeSpan Cpu, double PeakMiB, string Output, string Error)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1];
}
