using Assay.Scoring.Judging;

namespace Assay.Collecting.Redaction;

/// <summary>What is kept out of texts.</summary>
public sealed record RedactionRules
{
    /// <summary>Part of the version of a judge that redacts: raise it whenever something else is found or written.</summary>
    public const string Version = "redact-1";

    public static readonly RedactionRules None = new();

    /// <summary>Without repeats; their order means nothing.</summary>
    public IReadOnlyList<SensitiveKind> Kinds { get; init; } = [];

    public IReadOnlyList<CustomPattern> Patterns { get; init; } = [];

    public bool IsEmpty => Kinds.Count == 0 && Patterns.Count == 0;

    /// <summary>The same for all that find the same: version, kinds, and patterns with their names.</summary>
    public IReadOnlyList<string> Definition =>
        IsEmpty ? [] : [Version, .. Kinds.Order().Select(k => k.ToSnakeCase()), .. Patterns.Select(p => $"{p.Name}: {p.Pattern}")];
}
