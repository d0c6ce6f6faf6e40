namespace Assay.Surfacing.Causes;

/// <summary>A scored response as the search for causes sees it.</summary>
/// <param name="Key">The ledger's number for the response.</param>
/// <param name="Score">The judge's main score, or that of the criterion that is asked for.</param>
/// <param name="IsBefore">It belongs to what is compared with, and not to what is to be explained.</param>
/// <param name="Facets">What is known of it, by field: each field at most once.</param>
public sealed record Observation(long Key, double Score, bool IsBefore, IReadOnlyList<Facet> Facets)
{
    /// <summary>The failure code that the judge named; null: none.</summary>
    public string? Failure { get; init; }
}

/// <summary>A declared field and its value, such as <c>route=refunds</c>.</summary>
public readonly record struct Facet(string Field, string Value);

/// <summary>Which responses to look at: those that one judge version scored, the newest first, up to a number.</summary>
/// <param name="Begin">What occurred before this hour is left out.</param>
/// <param name="Middle">What occurred before this hour is what is compared with.</param>
/// <param name="End">What occurred in this hour or later is left out.</param>
public sealed record ObservationQuery(string Judge, string JudgeVersion, DateTimeOffset Begin, DateTimeOffset Middle, DateTimeOffset End, int AtMost)
{
    /// <summary>Fields to look at beside those that the ledger itself knows to be declared.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Null: the judge's main score.</summary>
    public string? Criterion { get; init; }
}
