using Assay.Scoring.Running;

namespace Assay.Collecting.Intake;

/// <summary>Which of the responses that come in a judge is to judge.</summary>
public sealed record IntakeRule(ResponseFilter Filter, Sample Sample)
{
    public static readonly IntakeRule All = new(ResponseFilter.All, Sample.All);

    /// <summary>What the judge left unscored is owed again: to a run that takes it in, or where it is to be judged again.</summary>
    public bool AsksFailedAgain { get; init; }

    /// <summary>How long nothing more must have come under an id before it is judged; null: each revision is judged at once.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>When a response may be judged whose conversation may go on; null: at once.</summary>
    public DateTimeOffset? NotBefore(Response response, DateTimeOffset receivedAt) => Idle is { } idle && !response.Closed ? receivedAt + idle : null;

    /// <summary>Null where the response is to be judged; else why not, and in words what did not hold.</summary>
    public (SkipReason Reason, string? Detail)? Skips(Response response) =>
        Filter.Mismatch(response) is { } mismatch ? (SkipReason.NotMatched, mismatch)
        : Sample.Includes(response.Id) ? null
        : (SkipReason.NotSampled, null);
}

/// <summary>A judge of the service, and what it is to judge.</summary>
/// <param name="Run">The standing run that its outcomes belong to.</param>
public sealed record JudgeIntake(RunKey Run, IntakeRule Rule);
