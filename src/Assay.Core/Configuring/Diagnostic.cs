namespace Assay.Configuring;

public enum Severity
{
    Warning,
    Error,
}

/// <summary>One finding in a file that people write: where, what, and how to mend it. Line and column count from 1.</summary>
public sealed record Diagnostic(string File, long Line, long Column, Severity Severity, string Message)
{
    public override string ToString() =>
        $"{File}:{Line}:{Column}: {(Severity == Severity.Error ? "error" : "warning")}: {Message}";
}

/// <summary>A file that people write cannot be used as it stands; the message lists every error found in it.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics.Where(d => d.Severity == Severity.Error).OrderBy(d => d.File, StringComparer.Ordinal).ThenBy(d => d.Line))) =>
        Diagnostics = diagnostics;

    public ConfigurationException(string message)
        : base(message) => Diagnostics = [];

    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
