namespace Assay.Calibrating.Labels;

/// <summary>Who gave labels.</summary>
public sealed record Rater(string Name, RaterKind Kind);
