namespace Assay.Surfacing.Causes;

/// <summary>Something that was not there before, or hardly: a release, a judge version, a value of a field. No cause, but a thing to think of.</summary>
/// <param name="Field"><c>release</c>, <c>judge_version</c>, or a declared field.</param>
public sealed record Novelty(string Field, string Value)
{
    public const string OfJudge = "judge_version";

    private const double MostBefore = 0.002;
    private const double FewestAfter = 0.02;

    /// <summary>When it began, to the hour; null where that is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Of the responses since then.</summary>
    public double? Share { get; init; }

    /// <summary>Values of declared fields that come from nothing, the most frequent first.</summary>
    internal static IEnumerable<Novelty> Of(IReadOnlyList<Observation> observations, int fewest)
    {
        (double before, double after) = (observations.Count(o => o.IsBefore), observations.Count(o => !o.IsBefore));
        return observations.SelectMany(o => o.Facets.Select(f => (Facet: f, o.IsBefore))).GroupBy(f => f.Facet)
            .Select(g => (Facet: g.Key, Before: g.Count(f => f.IsBefore), After: g.Count(f => !f.IsBefore)))
            .Where(f => before > 0 && f.Before / before <= MostBefore && f.After >= fewest && f.After / after >= FewestAfter)
            .OrderByDescending(f => f.After).ThenBy(f => f.Facet.Field, StringComparer.Ordinal).ThenBy(f => f.Facet.Value, StringComparer.Ordinal)
            .Select(f => new Novelty(f.Facet.Field, f.Facet.Value) { Share = f.After / after });
    }
}
