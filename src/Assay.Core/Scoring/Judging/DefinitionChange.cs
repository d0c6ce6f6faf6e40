using System.Text.Json;

namespace Assay.Scoring.Judging;

/// <summary>Where two judge definitions differ.</summary>
/// <param name="Path">Members with points between, such as <c>rubric.criteria.accuracy.question</c>; places in a list are counted from 1.</param>
/// <param name="A">Null: the first one has no such part.</param>
/// <param name="B">Null: the second one has no such part.</param>
public sealed record DefinitionChange(string Path, JsonElement? A, JsonElement? B);
