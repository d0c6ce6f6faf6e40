using Assay.Calibrating.Correcting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Surfacing.Reporting;

/// <summary>What is handed on about quality: of one run, or of what was collected in a range. Every format shows the same.</summary>
public sealed record Report
{
    /// <summary>What was judged, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>When, and what of it.</summary>
    public required string Subtitle { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Null where one run is reported on.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Range { get; init; }

    /// <summary>What counts as low.</summary>
    public required LowBar Bar { get; init; }

    /// <summary>A part for each judge; none where nothing was judged.</summary>
    public required IReadOnlyList<JudgeReport> Judges { get; init; }

    public bool HasScores => Judges.Any(j => j.Counts.Scored > 0);
}

/// <summary>What one judge version said of what is reported on. Scores of other versions are named and never mixed in.</summary>
public sealed record JudgeReport
{
    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    /// <summary>Null where the ledger does not know it.</summary>
    public required string? Model { get; init; }

    /// <summary>That judged the same range too, with how many scores.</summary>
    public IReadOnlyList<(string Version, long Scored)> OtherVersions { get; init; } = [];

    public required OutcomeCounts Counts { get; init; }

    /// <summary><c>overall</c> first, then the criteria in the rubric's order.</summary>
    public required IReadOnlyList<ScoreHistogram> Scores { get; init; }

    /// <summary>What people would say; null where nobody labelled anything.</summary>
    public CorrectedPeriod? Corrected { get; init; }

    /// <summary>Against the range before.</summary>
    public Difference? Change { get; init; }

    /// <summary>What <see cref="Change"/> is against; null where nothing is compared.</summary>
    public string? ChangeAgainst { get; init; }

    /// <summary>The range step by step, all versions.</summary>
    public IReadOnlyList<Rollup> Steps { get; init; } = [];

    /// <summary>How long one step is.</summary>
    public TimeSpan StepLength { get; init; }

    /// <summary>When releases began within the range.</summary>
    public IReadOnlyList<(string Name, DateTimeOffset At)> Releases { get; init; } = [];

    /// <summary>The lowest means first; after them those of too few scores to be ranked.</summary>
    public required IReadOnlyList<ReportSlice> Slices { get; init; }

    /// <summary>The worst rated responses, worst first.</summary>
    public required IReadOnlyList<ResultRow> Lowest { get; init; }

    /// <summary>A few unscored responses of each reason.</summary>
    public required IReadOnlyList<ResultRow> Unscored { get; init; }

    public required ReportCost Cost { get; init; }

    /// <summary>The overall score, else the first criterion's; null where nothing was scored.</summary>
    public ScoreHistogram? Main => Scores.FirstOrDefault(s => s.N > 0);

    /// <summary>The scores by criterion. With one criterion, its score is the overall score: one row says both.</summary>
    public IReadOnlyList<ScoreHistogram> Criteria => Scores is [{ Criterion: "overall" }, _] ? [.. Scores.Skip(1)] : Scores;

    /// <summary>No model was asked.</summary>
    public bool IsHeuristic => Model is { } model && ModelReference.TryParse(model) is { IsHeuristic: true };
}

/// <summary>One value of one field.</summary>
public sealed record ReportSlice(string Field, string Value, ScoreHistogram Scores)
{
    public bool IsRanked => Scores.N >= MinimumSample.ForMean;
}

/// <summary>What judging cost, and what did not have to be asked again.</summary>
public sealed record ReportCost
{
    public required decimal Usd { get; init; }

    /// <summary>Requests sent, retries and re-asks among them.</summary>
    public required long Attempts { get; init; }

    /// <summary>Verdicts taken from the cache.</summary>
    public required long Cached { get; init; }

    /// <summary>Verdicts that shared a call with an equal question.</summary>
    public required long Shared { get; init; }

    /// <summary>What the calls that were not needed had cost; null where it is not known.</summary>
    public decimal? SavedUsd { get; init; }

    /// <summary>In and out; null where they are not known.</summary>
    public (long Input, long Output)? Tokens { get; init; }
}
