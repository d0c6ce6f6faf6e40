using Assay.Collecting.Sources;

namespace Assay.Scoring.Judging;

/// <summary>When a judge of the service judges what has come together, instead of at once; whichever comes first.</summary>
public sealed record JudgeTrigger
{
    public const int LargestBuffer = 1_000_000;

    /// <summary>As soon as this many verdicts are owed.</summary>
    public int? Buffer { get; init; }

    /// <summary>By the clock: any of them.</summary>
    public IReadOnlyList<Schedule> Times { get; init; } = [];

    /// <summary>Where nothing but the buffer decides, null.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => Times.Count == 0 ? null : Times.Min(time => time.Next(after));
}
