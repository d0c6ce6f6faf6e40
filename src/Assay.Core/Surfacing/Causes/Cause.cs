namespace Assay.Surfacing.Causes;

/// <summary>A part of the responses that does worse than the others do, or fell more than they did.</summary>
public sealed record Cause
{
    public required CauseKind Kind { get; init; }

    /// <summary>What it is called, for people: <c>language=de, route=refunds</c>, or words.</summary>
    public required string Label { get; init; }

    /// <summary>One or two facets, in the order of their fields: the responses that have all of them. Of a failure code that alone; of words none.</summary>
    public IReadOnlyList<Facet> Slice { get; init; } = [];

    /// <summary>The judge named it in low scores: a code, or a word of its reasons. It is compared with how often it was named before.</summary>
    public bool IsNamedByJudge { get; init; }

    /// <summary>How often a low score is given in it, over how often it is elsewhere; of what the judge names, how often that is named, over how often it was before.</summary>
    public required Estimate? Lift { get; init; }

    /// <summary>How much of the fall of the mean it explains; where nothing is compared, of the low scores. Null where there is no fall.</summary>
    public required Estimate? ShareOfDrop { get; init; }

    /// <summary>By how many points of the scale it is below what the others would make of it; negative.</summary>
    public required Estimate Effect { get; init; }

    /// <summary>Its responses among those that are to be explained.</summary>
    public required long Support { get; init; }

    /// <summary>By Benjamini and Hochberg, over everything of its kind that was looked at: the share of false ones among those with at most this value.</summary>
    public required double Q { get; init; }

    /// <summary>Points of all scores' sum that it explains for sure: by this causes are ranked.</summary>
    internal double Explains { get; init; }

    /// <summary>The ledger's numbers of its lowest responses; of a cluster, of those that stand for its low ones best.</summary>
    public required IReadOnlyList<long> ExampleKeys { get; init; }

    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Other slices that hold mostly the same responses.</summary>
    public IReadOnlyList<IReadOnlyList<Facet>> SameAs { get; init; } = [];

    /// <summary>Words: of a term those that come with it, of a cluster those that tell it from the rest, of a slice those that tell its low responses from its others.</summary>
    public IReadOnlyList<string> Terms { get; init; } = [];

    /// <summary>Words of the judge's reasons that tell its low responses from low ones elsewhere.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What the judge named in its low responses, most first, with the share of them.</summary>
    public IReadOnlyList<(string Code, double Share)> Failures { get; init; } = [];
}

/// <summary>What a cause is known by.</summary>
public enum CauseKind
{
    /// <summary>One or two declared fields.</summary>
    Slice,

    /// <summary>Words of the input, of the output, or of the judge's reason.</summary>
    Term,

    /// <summary>Texts that are like each other.</summary>
    Cluster,

    /// <summary>A failure code of the rubric.</summary>
    Failure,
}
