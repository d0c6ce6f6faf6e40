using Assay.Scoring.Running;

namespace Assay.Scoring.Serving;

/// <summary>Which outcomes to list, newest responses first.</summary>
/// <param name="Before">Only responses before this place; null: from the newest on.</param>
/// <param name="Limit">Rows at most.</param>
public sealed record OutcomeQuery(string? Judge, OutcomeState? State, string? Reason, string? Release, long? Before, int Limit)
{
    /// <summary>Also outcomes of revisions after which another came.</summary>
    public bool AllRevisions { get; init; }
}

/// <param name="Next">Where the next page begins; null when there is nothing older. A page may be short and still have a next one.</param>
public sealed record OutcomePage(IReadOnlyList<OutcomeListing> Rows, long? Next);

public sealed record OutcomeListing(
    string Id, DateTimeOffset ReceivedAt, string Judge, string JudgeVersion, OutcomeState State, string? Reason, double? Overall, decimal CostUsd)
{
    public int Revision { get; init; } = 1;
}
