using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Serving;

/// <summary>What anchors are scored with while a judge works: its way to its models and its budget, which they share with what it judges.</summary>
internal sealed record AnchorSitting(JudgeAccess Access, Budget? Budget, RunProgress Progress)
{
    /// <summary>Calls at the same time at most.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Breaks off calls that are under way.</summary>
    public required CancellationToken Abort { get; init; }
}
