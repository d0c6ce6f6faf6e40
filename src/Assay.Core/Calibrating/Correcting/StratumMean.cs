namespace Assay.Calibrating.Correcting;

/// <summary>The mean of a stratum and how much every item moves it (its influence): the labelled ones first.</summary>
internal sealed record StratumMean(StratumSample Sample, double Mean, double Lambda, double[] Moves, string?[] Clusters);
