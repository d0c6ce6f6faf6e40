using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>A batch as the ledger knows it: what was sent, where it stands, and the money that it holds.</summary>
/// <param name="Token">Ours; what it is found by at its provider.</param>
public sealed record HeldBatch(long Key, string Token, RunKey Run)
{
    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    /// <summary>Provider and address that it was sent to.</summary>
    public required string Endpoint { get; init; }

    public required string Model { get; init; }

    public required HeldBatchState State { get; init; }

    /// <summary>The provider's; null before it was told.</summary>
    public string? ProviderId { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The earliest of its verdicts'; null: they may take as long as they like.</summary>
    public DateTimeOffset? Deadline { get; init; }

    public DateTimeOffset? CancelAskedAt { get; init; }

    /// <summary>The provider refused it, or it was given up: none of its verdicts is answered by it.</summary>
    public bool IsUnanswered { get; init; }

    /// <summary>What went wrong with it as a whole, for people.</summary>
    public string? Error { get; init; }

    public required int Items { get; init; }

    /// <summary>Answered by it, and recorded.</summary>
    public int Answered { get; init; }

    /// <summary>Not answered by it, and recorded in another way.</summary>
    public int Unanswered { get; init; }

    /// <summary>Results under ids that were never asked for.</summary>
    public int Foreign { get; init; }

    /// <summary>Results under an id that had one already.</summary>
    public int Duplicates { get; init; }

    /// <summary>What it cannot exceed, as it was when it was begun.</summary>
    public required decimal ReservedUsd { get; init; }

    /// <summary>What of that is not settled yet.</summary>
    public required decimal HeldUsd { get; init; }

    public int Waiting => Items - Answered - Unanswered;

    public bool IsOpen => State < HeldBatchState.Settled;

    /// <summary>The day whose budget it is charged to.</summary>
    public DateOnly Day => DateOnly.FromDateTime(BegunAt.UtcDateTime);
}

/// <summary>Where a batch stands in the ledger. Until it is one of the last three its verdicts wait in it.</summary>
public enum HeldBatchState
{
    /// <summary>What is to be sent is saved, and the money held; whether it was sent is not known.</summary>
    Preparing = 0,

    /// <summary>The provider has it.</summary>
    Submitted = 1,

    /// <summary>Nothing more will come; what it brought is not all recorded.</summary>
    Ended = 2,

    Settled = 3,

    /// <summary>The provider refused it as a whole, or never got it.</summary>
    Refused = 4,

    Cancelled = 5,
}
