namespace Assay.Simulator;

/// <summary>The simulator cannot start as configured; the message says where, what is wrong and what to do.</summary>
public sealed class SimulatorConfigurationException(string place, int? line, string problem, string remedy, Exception? cause = null)
    : Exception($"{place}{(line is { } at ? $", line {at}" : "")}: {problem} {remedy}", cause)
{
    /// <summary>The file or option at fault.</summary>
    public string Place { get; } = place;

    /// <summary>The line in the file, counted from 1; null where the fault is not in a line.</summary>
    public int? Line { get; } = line;

    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
