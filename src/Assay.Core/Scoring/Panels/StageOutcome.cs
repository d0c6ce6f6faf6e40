using Assay.Scoring.Judging;

namespace Assay.Scoring.Panels;

/// <summary>What became of asking one stage.</summary>
/// <param name="Verdict">Null: fewer than the quorum gave one.</param>
internal sealed record StageOutcome(StageVerdict Said, Verdict.Scored? Verdict)
{
    /// <summary>Why there is no verdict, for people.</summary>
    public string? Failure { get; init; }

    /// <summary>Nothing can be said for now, and the verdict stays owed; null where something was.</summary>
    public Judged? Stopped { get; init; }
}
