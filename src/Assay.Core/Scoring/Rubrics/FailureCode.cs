namespace Assay.Scoring.Rubrics;

/// <summary>A name for what can go wrong, of a rubric's closed list.</summary>
/// <param name="Meaning">A sentence that is shown to the judge; null: the name says it.</param>
public sealed record FailureCode(string Name, string? Meaning = null);
