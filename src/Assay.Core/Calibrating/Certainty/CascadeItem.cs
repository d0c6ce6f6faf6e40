namespace Assay.Calibrating.Certainty;

/// <summary>What the judges of a cascade said of one item, cheapest first, and what is true.</summary>
/// <param name="Truth">What people say.</param>
/// <param name="Verdicts">One per judge; null where there is none.</param>
public sealed record CascadeItem(string Truth, IReadOnlyList<CascadeVerdict?> Verdicts);

/// <summary>A verdict with how certain the judge was of it.</summary>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="CostUsd">Null: not known.</param>
public sealed record CascadeVerdict(string Label, double Confidence, double? CostUsd);
