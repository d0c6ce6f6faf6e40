namespace Assay.Calibrating.Pairwise;

/// <summary>A judge's answer to one comparison.</summary>
/// <param name="Winner">Which output it prefers, whatever the order in which they were shown; null: the reply cannot be read.</param>
public sealed record PairwiseVerdict(Preference? Winner);
