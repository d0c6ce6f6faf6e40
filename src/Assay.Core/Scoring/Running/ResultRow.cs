using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Running;

/// <summary>What a run says of one response.</summary>
public sealed record ResultRow
{
    public required string Id { get; init; }

    /// <summary>Which of the contents under the id; 1 for the first.</summary>
    public int Revision { get; init; } = 1;

    public required OutcomeState Outcome { get; init; }

    /// <summary>Why it is unscored or skipped; for an owed one the last error, where there was one.</summary>
    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public double? Overall { get; init; }

    public IReadOnlyList<(string Criterion, double Score, string? Label, string? Reason, IReadOnlyList<string> Evidence)> Scores { get; init; } = [];

    /// <summary>Every sample behind the verdict, by criterion; none of a judge that is asked once.</summary>
    public IReadOnlyList<ScoreSample> Samples { get; init; } = [];

    /// <summary>All criteria of the judge version, in the rubric's order; a response without a score has them too.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    public string? FailureCode { get; init; }

    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    public VerdictOrigin Origin { get; init; }

    /// <summary>How the verdict was asked for; null where it was not, or there is none.</summary>
    public Lane? Lane => Outcome is OutcomeState.Scored or OutcomeState.Unscored && Attempts > 0 ? Origin switch
    {
        VerdictOrigin.Batch => Batching.Lane.Batch,
        VerdictOrigin.Call => Batching.Lane.Live,
        _ => null,
    } : null;

    /// <summary>How likely it was to be judged at all: 1 without sampling.</summary>
    public double InclusionProbability { get; init; } = 1;

    public decimal CostUsd { get; init; }

    /// <summary>From the first attempt's start to the verdict, waiting between attempts not counted.</summary>
    public double LatencyMs { get; init; }

    public long Attempts { get; init; }

    public string? RawReply { get; init; }

    /// <summary>How a panel came to it; null where one judge did, or none was asked.</summary>
    public PanelVerdict? Panel { get; init; }

    /// <summary>What was said, and what the judge wrote about it, is not kept.</summary>
    public bool IsUnkept { get; init; }

    /// <summary>The response as it was stored, as canonical JSON.</summary>
    public required string Body { get; init; }
}
