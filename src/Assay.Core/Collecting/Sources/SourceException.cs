namespace Assay.Collecting.Sources;

/// <summary>Why a source cannot be read.</summary>
public enum SourceFailure
{
    /// <summary>May pass by itself: try again later with the same cursor.</summary>
    Transient,

    /// <summary>Stays until somebody mends the configuration or the source.</summary>
    Configuration,
}

/// <summary>A source cannot be read: says which, what is wrong and how to mend it, and never the secret that leads into it.</summary>
public sealed class SourceException(SourceFailure failure, string source, string problem, string remedy)
    : Exception($"sources.{source}: {problem} {remedy}")
{
    public SourceFailure Failure { get; } = failure;

    public string SourceName { get; } = source;

    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
