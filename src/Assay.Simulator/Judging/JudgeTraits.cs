namespace Assay.Simulator.Judging;

/// <summary>How the simulated judge errs.</summary>
/// <param name="NoiseKey">Different for each seed, model and repeat.</param>
internal readonly record struct JudgeTraits(double Noise, double PositionBias, double LengthBias, ulong NoiseKey);
