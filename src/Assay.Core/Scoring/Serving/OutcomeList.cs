using Assay.Scoring.Running;

namespace Assay.Scoring.Serving;

/// <summary>Which outcomes to list, newest responses first.</summary>
/// <param name="Before">Only responses before this place; null: from the newest on.</param>
/// <param name="Limit">Rows at most.</param>
public sealed record OutcomeQuery(string? Judge, OutcomeState? State, string? Reason, string? Release, long? Before, int Limit)
{
    /// <summary>Also outcomes of revisions after which another came.</summary>
    public bool AllRevisions { get; init; }

    /// <summary>A metadata field, or <c>release</c>, and its value as text; null: all.</summary>
    public (string Field, string Value)? Slice { get; init; }

    /// <summary>Only scores up to this one; null: all.</summary>
    public double? AtMost { get; init; }

    /// <summary>Only ids that contain this; null: all.</summary>
    public string? Id { get; init; }

    /// <summary>Only of responses that figures from this time on count; null: of all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The lowest scores first, of those responses that a page looks at; what has no score is left out.</summary>
    public bool LowestFirst { get; init; }

    /// <summary>Also what was said.</summary>
    public bool WithBody { get; init; }
}

/// <param name="Next">Where the next page begins; null when there is nothing older. A page may be short and still have a next one.</param>
public sealed record OutcomePage(IReadOnlyList<OutcomeListing> Rows, long? Next);

public sealed record OutcomeListing(
    string Id, DateTimeOffset ReceivedAt, string Judge, string JudgeVersion, OutcomeState State, string? Reason, double? Overall, decimal CostUsd)
{
    public int Revision { get; init; } = 1;

    /// <summary>What the overall score is called; null on a scale of numbers.</summary>
    public string? Label { get; init; }

    /// <summary>The response as it is stored, as canonical JSON; null where it was not asked for.</summary>
    public string? Body { get; init; }
}
