namespace Assay.Surfacing.Causes;

/// <summary>What explains low scores, and over what it was looked for.</summary>
public sealed record CauseReport
{
    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    /// <summary>Other versions of the judge that scored responses of the time: what they said is not compared, and a change of the judge is no change of what is judged.</summary>
    public required IReadOnlyList<string> OtherVersions { get; init; }

    /// <summary>Whose effect is looked for; null: a range's.</summary>
    public required string? Release { get; init; }

    /// <summary>Only responses that have all of these are looked at.</summary>
    public required IReadOnlyList<Facet> Within { get; init; }

    /// <summary>Where what is compared with begins; null: nothing is, for there was too little, and slices are compared with each other.</summary>
    public required DateTimeOffset? Before { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>All scores of the time, exactly; within something, those that were looked at.</summary>
    public required ScoreHistogram Scores { get; init; }

    /// <summary>Against before; null where nothing is compared.</summary>
    public required Difference? Change { get; init; }

    /// <summary>Responses that were looked at, those of before among them: the newest, where there are too many.</summary>
    public required long LookedAt { get; init; }

    /// <summary>Of them, those whose texts were read: chosen by a hash, where there are too many; none where texts are not kept.</summary>
    public required int TextsRead { get; init; }

    /// <summary>What explains most first.</summary>
    public required IReadOnlyList<Cause> Causes { get; init; }

    /// <summary>What else is new since the time before.</summary>
    public required IReadOnlyList<Novelty> Changed { get; init; }
}
