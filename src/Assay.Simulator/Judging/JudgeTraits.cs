namespace Assay.Simulator.Judging;

/// <summary>How the simulated judge errs.</summary>
/// <param name="Options">Its noise and its likings.</param>
/// <param name="NoiseKey">Different for each seed, model and repeat.</param>
/// <param name="CallKey">Different for each call.</param>
/// <param name="IsBestFirst">The prompt describes the best grade first.</param>
internal readonly record struct JudgeTraits(SimulatorOptions Options, ulong NoiseKey, ulong CallKey, bool IsBestFirst)
{
    /// <summary>Added to every quality it sees, as a share of the scale: a judge that changed without saying so.</summary>
    public double Shift { get; init; }
}
