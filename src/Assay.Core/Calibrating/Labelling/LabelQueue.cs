namespace Assay.Calibrating.Labelling;

/// <summary>Responses that were drawn at one time for people to label, and how.</summary>
public sealed record LabelQueue
{
    /// <summary>Short, and the same for the same draw.</summary>
    public required string Id { get; init; }

    public required string Judge { get; init; }

    /// <summary>The version whose scores it was drawn by.</summary>
    public required string JudgeVersion { get; init; }

    /// <summary>What people are asked of each item.</summary>
    public required IReadOnlyList<AskedCriterion> Criteria { get; init; }

    /// <summary>The time of receipt of what it was drawn from.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required DateTimeOffset DrawnAt { get; init; }

    public required long Seed { get; init; }

    /// <summary>How many responses it was drawn from.</summary>
    public required int Population { get; init; }

    public required LabelRates Rates { get; init; }

    /// <summary>How many items it has; of one that is saved, those that are still there.</summary>
    public int Asked { get; init; }

    /// <summary>How many of them have a label of anybody.</summary>
    public int Labelled { get; init; }
}
