using Assay.Gating.Statistics.Sequential;

namespace Assay.Gating.Looking;

/// <summary>A gate that judges its cases in parts, and ends as soon as what was judged tells.</summary>
public sealed record EarlyStop
{
    public const int UsualLooks = 4;
    public const int FewestLooks = 2;
    public const int MostLooks = 10;

    /// <summary>After so many parts of the same size, the last of which is all there is.</summary>
    public int Looks { get; init; } = UsualLooks;

    public Spending Spending { get; init; }
}
