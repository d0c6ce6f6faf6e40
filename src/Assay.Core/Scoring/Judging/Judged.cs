using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Judging;

/// <summary>What came of handing one response to a judge.</summary>
public abstract record Judged
{
    private Judged()
    {
    }

    public required IReadOnlyList<Attempt> Attempts { get; init; }

    /// <summary>Replies that gave a verdict on their question, for the cache; also where another question of the judge failed.</summary>
    public IReadOnlyList<CacheEntry> Replies { get; init; } = [];

    /// <summary>What a batch brought that is to be kept where the verdict waits for another one.</summary>
    public IReadOnlyList<HeardReply> Heard { get; init; } = [];

    /// <summary>The outcome is final.</summary>
    public sealed record Decided(Verdict Verdict) : Judged
    {
        /// <summary>Hidden characters and imitated fences that were made harmless in the material.</summary>
        public int Neutralised { get; init; }

        public VerdictOrigin Origin { get; init; }

        /// <summary>What the calls that were not needed would have cost.</summary>
        public decimal SavedUsd { get; init; }

        /// <summary>What was paid for replies of earlier batches.</summary>
        public decimal HeardUsd { get; init; }

        /// <summary>How a panel came to it; null where one judge did, or none was asked.</summary>
        public PanelVerdict? Panel { get; init; }

        /// <summary>Every sample behind the verdict; none of a judge that is asked once and whose grades count as they stand.</summary>
        public IReadOnlyList<ScoreSample> Samples { get; init; } = [];

        /// <summary>Of the responses that the judge's sample holds, the share that was judged at the time; below 1 only to make a budget last.</summary>
        public double Share { get; init; } = 1;

        /// <summary>Samples that the judge's plan has, and that were not taken to make a budget last.</summary>
        public int WithheldSamples { get; init; }

        /// <summary>Judges of a jury that were not asked, to make a budget last.</summary>
        public int WithheldMembers { get; init; }
    }

    /// <summary>The outcome is final: it is not judged.</summary>
    public sealed record Skipped(SkipReason Reason, string Detail) : Judged;

    /// <summary>The provider failed too often: the verdict stays owed.</summary>
    public sealed record Parked(string Error) : Judged
    {
        public static readonly Parked Stopped = new("stopped before there was a verdict") { IsPutOff = false, Attempts = [] };

        /// <summary>What it needs next is to be asked by a batch.</summary>
        public static readonly Parked ForBatch = new("it waits for its next batch") { IsPutOff = false, WaitsForBatch = true, Attempts = [] };

        /// <summary>It was the provider that failed, which is better left alone for a while; false where we stopped.</summary>
        public bool IsPutOff { get; init; } = true;

        public bool WaitsForBatch { get; init; }
    }

    /// <summary>Nothing can be judged for now: the judge is paused, this and all further verdicts stay owed.</summary>
    public sealed record Paused(PauseReason Reason, string Error) : Judged;
}

public enum PauseReason
{
    /// <summary>The provider refuses the judge or cannot be reached.</summary>
    Provider,

    /// <summary>The next call might overshoot the budget.</summary>
    Budget,
}
