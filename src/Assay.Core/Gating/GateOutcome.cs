namespace Assay.Gating;

/// <summary>What a gate comes to.</summary>
public enum GateOutcome
{
    Pass = 0,

    Fail,

    /// <summary>There is too little to say either; a gate that cannot tell does not let through.</summary>
    Inconclusive,
}
