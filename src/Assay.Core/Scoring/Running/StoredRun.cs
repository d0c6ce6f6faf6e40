using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>A run of files that the ledger knows.</summary>
/// <param name="Description">The judge and what it judged, in words.</param>
/// <param name="EndedAt">Null while it is unfinished.</param>
/// <param name="Responses">How many it was given.</param>
public sealed record StoredRun(
    RunKey Key, string Description, string Judge, string JudgeVersion, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Responses)
{
    /// <summary>The judge's model; null where an earlier release did not say.</summary>
    public string? Model { get; init; }

    /// <summary>No model was asked.</summary>
    public bool IsHeuristic => Model is { } model && ModelReference.TryParse(model) is { IsHeuristic: true };

    /// <summary>How the identities of a service's runs begin.</summary>
    public const string ServicePrefix = "service\n";
}
