namespace Assay.Calibrating.Anchors;

/// <summary>What made scores fall, as far as a judge's anchors tell.</summary>
public enum Attribution
{
    /// <summary>The judge did not move, or not that way: what it judges did.</summary>
    Product,

    /// <summary>The judge moved by as much: what it judges may be as it was.</summary>
    Judge,

    /// <summary>The judge moved, and not by enough to explain all of it.</summary>
    Both,

    /// <summary>Too few anchors to tell, or they are younger than the fall.</summary>
    Unclear,

    /// <summary>The anchors could not be scored.</summary>
    Unchecked,
}
