using Assay.Scoring.Running;

namespace Assay.Surfacing;

/// <summary>Which figures are asked for. They go by the hour in which a response occurred, as its sender told it, else was received.</summary>
/// <param name="From">The hour that this lies in is the first.</param>
/// <param name="To">The hour that this lies in is the last, unless it just begins.</param>
public sealed record RollupQuery(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Null: every judge's.</summary>
    public string? Judge { get; init; }

    /// <summary>Only this slice: a declared field and its value, null for the values beyond those that are kept apart. Not together with <see cref="By"/>.</summary>
    public (string Field, string? Value)? Slice { get; init; }

    /// <summary>One rollup for each value of this declared field.</summary>
    public string? By { get; init; }

    /// <summary>One rollup for each so many hours, counted from 1970 UTC: 1 an hour, 24 a day; null: one for all.</summary>
    public int? Hours { get; init; }

    /// <summary>Only how many were scored and unscored: of that there is much less to read.</summary>
    public bool OutcomesOnly { get; init; }
}

/// <summary>What one judge version said of the responses of a time and a slice. All its figures are exact.</summary>
public sealed record Rollup
{
    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    /// <summary>When the version was first used: orders versions.</summary>
    public required DateTimeOffset VersionSince { get; init; }

    /// <summary>Begin of its hours; of the range where all are in one.</summary>
    public required DateTimeOffset Begin { get; init; }

    /// <summary>The value of the field it is split by; null for the values beyond those that are kept apart, and where it is not split.</summary>
    public string? Value { get; init; }

    public long Scored { get; init; }

    /// <summary>Counts by reason.</summary>
    public IReadOnlyDictionary<string, long> Unscored { get; init; } = new Dictionary<string, long>();

    /// <summary>In the rubric's order, the overall score first; only criteria that have scores.</summary>
    public IReadOnlyList<ScoreHistogram> Scores { get; init; } = [];

    /// <summary>Scored as a share of what was decided by judging; null where nothing was.</summary>
    public double? Coverage => Scored + Unscored.Values.Sum() is var decided and > 0 ? (double)Scored / decided : null;

    /// <summary>The scores of the overall question, else of the first criterion; null where nothing was scored.</summary>
    public ScoreHistogram? Main => Scores.Count > 0 ? Scores[0] : null;
}
