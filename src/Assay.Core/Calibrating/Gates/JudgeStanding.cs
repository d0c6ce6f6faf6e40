namespace Assay.Calibrating.Gates;

/// <summary>Whether a judge's scores may decide anything by themselves.</summary>
/// <param name="Checks">Every bar with what was found.</param>
public abstract record JudgeStanding(IReadOnlyList<GateCheck> Checks)
{
    /// <summary>It may fail a build and page people.</summary>
    public sealed record Trusted(IReadOnlyList<GateCheck> Checks) : JudgeStanding(Checks);

    /// <summary>It may be looked at, and no more.</summary>
    /// <param name="Reasons">What it misses, in words.</param>
    public sealed record Advisory(IReadOnlyList<GateCheck> Checks, IReadOnlyList<string> Reasons) : JudgeStanding(Checks);
}
