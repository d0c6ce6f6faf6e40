namespace Assay.Gating.Statistics;

/// <summary>What one case says of a change: how much higher it is than before.</summary>
/// <param name="Cluster">Cases of one cluster are not independent of each other; null: the case stands for itself.</param>
public readonly record struct PairedValue(double Difference, string? Cluster = null);
