namespace Assay.Scoring.Batching;

/// <summary>Which lane a judge's verdicts may take. No part of the judge's version: the same question is asked in either.</summary>
public sealed record LaneTerms
{
    public static readonly LaneTerms Live = new();

    /// <summary>Null: the cheapest that meets the deadline, and the live lane where there is none.</summary>
    public Lane? Lane { get; init; }

    /// <summary>How long a verdict may take, counted from when its response was received; null: as long as it likes.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Verdicts may wait in a batch, where the provider has any.</summary>
    public bool MayWait => Lane == Batching.Lane.Batch || (Lane is null && Deadline is not null);

    /// <summary>The live lane is no answer: who asked for batches is told where there are none.</summary>
    public bool MustWait => Lane == Batching.Lane.Batch;
}
