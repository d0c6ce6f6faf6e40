namespace Assay.Calibrating.Correcting;

/// <summary>The mean of a stratum and how much every item moves it (its influence): the labelled ones first.</summary>
/// <param name="Counts">How many items move it so.</param>
internal sealed record StratumMean(StratumSample Sample, double Mean, double Lambda, double[] Moves, int[] Counts, string?[] Clusters);
