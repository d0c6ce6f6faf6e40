namespace Assay.Surfacing.Causes;

/// <summary>A part of the responses that does worse than the others do, or fell more than they did.</summary>
public sealed record Cause
{
    /// <summary>One or two facets, in the order of their fields: the responses that have all of them.</summary>
    public required IReadOnlyList<Facet> Slice { get; init; }

    /// <summary>How often a low score is given in it, over how often it is elsewhere.</summary>
    public required Estimate? Lift { get; init; }

    /// <summary>How much of the fall of the mean it explains; where nothing is compared, of the low scores. Null where there is no fall.</summary>
    public required Estimate? ShareOfDrop { get; init; }

    /// <summary>By how many points of the scale it is below what the others would make of it; negative.</summary>
    public required Estimate Effect { get; init; }

    /// <summary>Its responses among those that are to be explained.</summary>
    public required long Support { get; init; }

    /// <summary>By Benjamini and Hochberg, over all slices that were looked at: the share of false ones among those with at most this value.</summary>
    public required double Q { get; init; }

    /// <summary>The ledger's numbers of its lowest responses.</summary>
    public required IReadOnlyList<long> ExampleKeys { get; init; }

    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Other slices that hold mostly the same responses.</summary>
    public IReadOnlyList<IReadOnlyList<Facet>> SameAs { get; init; } = [];
}
