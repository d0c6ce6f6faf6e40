namespace Assay.Scoring.Running;

/// <summary>A run that the ledger knows.</summary>
/// <param name="Description">The judge and what it judged, in words.</param>
/// <param name="EndedAt">Null while it is unfinished, as a service's always is.</param>
/// <param name="Responses">How many it was given; a service's are not counted by run.</param>
/// <param name="IsOfService">Not of files, but of what a service takes in.</param>
public sealed record StoredRun(
    RunKey Key, string Description, string Judge, string JudgeVersion, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Responses, bool IsOfService)
{
    /// <summary>How the identities of a service's runs begin.</summary>
    public const string ServicePrefix = "service\n";
}
