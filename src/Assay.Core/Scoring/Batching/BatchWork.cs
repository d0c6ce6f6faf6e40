using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>What putting verdicts into batches works with, beside what judging works with.</summary>
/// <param name="Access">The way to the provider's batches.</param>
/// <param name="Model">The judge's, as its provider names it.</param>
public sealed record BatchWork(BatchAccess Access, string Model)
{
    public required LaneTerms Terms { get; init; }

    public BatchRules Rules { get; init; } = BatchRules.Usual;

    /// <summary>Since when a response's deadline counts; null: since it was received.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>How long the last batches took.</summary>
    public IReadOnlyList<TimeSpan> Seen { get; init; } = [];

    public DateTimeOffset? DeadlineOf(AcceptedResponse response) => Terms.Deadline is { } time ? (AcceptedAt ?? response.ReceivedAt) + time : null;
}
