namespace Assay.Calibrating.Certainty;

/// <summary>What was read for a cascade.</summary>
/// <param name="Judges">Cheapest first.</param>
/// <param name="WithoutTruth">Items without a label that most people gave, which are left out.</param>
public sealed record CascadeInput(IReadOnlyList<CascadeItem> Gold, IReadOnlyList<string> Judges, int WithoutTruth);
