using Assay.Surfacing;

namespace Assay.Calibrating.Trusting;

/// <summary>How a judge agrees with people on a part of the labelled responses.</summary>
/// <param name="Name">A month or week, or a value of a field.</param>
/// <param name="Field">Null: a time.</param>
/// <param name="Agreement">The share of equal grades.</param>
/// <param name="Bias">Judge minus people.</param>
public sealed record AgreementPart(string Name, string? Field, int Items, Estimate? Agreement, Estimate? Bias);
