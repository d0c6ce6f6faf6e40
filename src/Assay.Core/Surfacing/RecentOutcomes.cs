using Assay.Scoring.Running;

namespace Assay.Surfacing;

/// <summary>Which of the latest outcomes to read: those of one judge, of whichever version.</summary>
/// <param name="Since">Only of responses that were received since then.</param>
/// <param name="AtMost">Outcomes at most.</param>
public sealed record RecentQuery(string Judge, DateTimeOffset Since, int AtMost)
{
    /// <summary>However few fit, no more are passed over: what an answer costs is bounded.</summary>
    public const int MostLookedAt = 50_000;

    /// <summary>Null: the main score.</summary>
    public string? Criterion { get; init; }

    /// <summary>A declared field and its value; null: all.</summary>
    public (string Field, string Value)? Slice { get; init; }

    /// <summary>Only what was scored.</summary>
    public bool OnlyScored { get; init; }
}

/// <summary>The latest outcomes, the newest response first; of the revisions of an id only the last one that was decided about.</summary>
/// <param name="Scales">By judge version: the scale of what was asked for, without scores; none where a version does not score it.</param>
public sealed record RecentOutcomes(IReadOnlyList<RecentOutcome> Rows, IReadOnlyDictionary<string, ScoreHistogram> Scales)
{
    /// <summary>The scores of one version, those that fit.</summary>
    /// <returns>Null where there are none.</returns>
    public ScoreHistogram? Histogram(string version, IEnumerable<RecentOutcome> rows) =>
        rows.Where(r => r.JudgeVersion == version && r.Score is not null).GroupBy(r => (r.Score!.Value, r.Weight))
                .Select(g => new ScoreCount(g.Key.Value, g.Count(), g.Key.Weight)).OrderBy(c => c.Score).ToList() is { Count: > 0 } counts && Scales.TryGetValue(version, out ScoreHistogram? scale)
            ? scale with { Counts = counts }
            : null;
}

/// <param name="Key">The ledger's number for the response.</param>
/// <param name="Reason">Of unscored; empty otherwise.</param>
/// <param name="DecidedAt">Null while it is owed.</param>
/// <param name="Score">Null where there is none.</param>
/// <param name="Weight">The inverse of the probability with which such a response was judged at all.</param>
public readonly record struct RecentOutcome(long Key, string JudgeVersion, OutcomeState State, string Reason, DateTimeOffset? DecidedAt, double? Score, double Weight);
