namespace Assay.Providers;

/// <summary>A provider cannot be set up from the settings and the environment: says what is wrong, where, and how to mend it. Holds no secret.</summary>
public sealed class ProviderConfigurationException(string place, string problem, string remedy, Exception? inner = null)
    : Exception($"{place}: {problem} {remedy}", inner)
{
    /// <summary>A provider's name, an environment variable or a key in <c>assay.yaml</c>.</summary>
    public string Place { get; } = place;

    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;

    /// <summary>The key is what is missing or unusable; everything else is in order.</summary>
    public bool ConcernsKey { get; init; }
}
