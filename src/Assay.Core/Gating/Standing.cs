namespace Assay.Gating;

/// <summary>How one mean stands against what it must hold.</summary>
public enum Standing
{
    /// <summary>With 95 % confidence it did not fall by more than the margin.</summary>
    Holds = 0,

    /// <summary>It fell by more than chance explains, and maybe by more than the margin.</summary>
    Fell,

    /// <summary>Neither can be said.</summary>
    Unclear,
}
