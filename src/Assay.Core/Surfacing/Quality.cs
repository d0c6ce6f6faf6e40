using Assay.Scoring.Running;

namespace Assay.Surfacing;

/// <summary>Which verdicts a figure is to be over.</summary>
/// <param name="From">Responses that occurred from then on.</param>
/// <param name="To">And before then.</param>
/// <param name="Release">Null: all.</param>
/// <param name="Slice">A metadata field and its value, as text; null: all.</param>
public sealed record QualityQuery(string Judge, DateTimeOffset From, DateTimeOffset To, string? Release, (string Field, string Value)? Slice);

/// <summary>
/// What one judge version said of the responses of a range. A conversation counts once, by the last revision that it decided about,
/// for its revisions are not independent of each other. Other versions of the judge are named and never mixed in.
/// </summary>
public sealed record Quality
{
    /// <summary>The version that judged last.</summary>
    public required string JudgeVersion { get; init; }

    /// <summary>That judged responses of the range too.</summary>
    public required IReadOnlyList<string> OtherVersions { get; init; }

    /// <summary>As far as they are known: of a slice, what is owed and skipped may not be.</summary>
    public required IReadOnlyDictionary<OutcomeState, long> Outcomes { get; init; }

    /// <summary><c>overall</c> first, then the criteria in the rubric's order.</summary>
    public required IReadOnlyList<ScoreHistogram> Scores { get; init; }

    public long Count(OutcomeState state) => Outcomes.GetValueOrDefault(state);

    /// <summary>Scored as a share of what was decided by judging; null where nothing was.</summary>
    public double? Coverage => Count(OutcomeState.Scored) + Count(OutcomeState.Unscored) is var decided and > 0 ? (double)Count(OutcomeState.Scored) / decided : null;
}
