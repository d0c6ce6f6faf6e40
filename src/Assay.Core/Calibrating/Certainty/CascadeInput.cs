namespace Assay.Calibrating.Certainty;

/// <summary>What was read for a cascade.</summary>
/// <param name="Judges">Cheapest first.</param>
/// <param name="Notes">What is left out, and why, in sentences.</param>
public sealed record CascadeInput(IReadOnlyList<CascadeItem> Gold, IReadOnlyList<string> Judges, IReadOnlyList<string> Notes);
