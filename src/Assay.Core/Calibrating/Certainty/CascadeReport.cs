using Assay.Surfacing;

namespace Assay.Calibrating.Certainty;

/// <summary>Whether a cascade of judges can be certified, and each judge alone.</summary>
/// <param name="Judges">Cheapest first.</param>
public sealed record CascadeReport(CascadeGoal Goal, IReadOnlyList<string> Judges, int Gold)
{
    /// <summary>Null: refused.</summary>
    public CascadeCertificate? Certificate { get; init; }

    /// <summary>Why it is refused, and what is needed.</summary>
    public string? Refusal { get; init; }

    /// <summary>Every judge alone: how often it is right without leaving anything out, and what may be left to it.</summary>
    public required IReadOnlyList<Alone> Each { get; init; }

    /// <summary>What a reader must know, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>A judge that decides by itself.</summary>
    /// <param name="Certificate">Null: none.</param>
    public sealed record Alone(string Judge, Estimate? Accuracy, CascadeCertificate? Certificate);
}
