using Assay.Calibrating.Anchors;
using Assay.Calibrating.Gates;
using Assay.Collecting.Intake;
using Assay.Scoring.Batching;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Judging;

/// <summary>On what terms a judge is used: what share of responses it sees, what it may spend, how long its replies are good for. No part of its version, for none of it changes a score.</summary>
public sealed record JudgeTerms
{
    public static readonly TimeSpan DefaultCacheTtl = TimeSpan.FromDays(30);

    /// <summary>Which of the responses that arrive at the service the judge is for.</summary>
    public ResponseFilter Filter { get; init; } = ResponseFilter.All;

    /// <summary>Share of responses that are judged, above 0 to 1.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>How long a conversation must have been idle before the service judges it; null: each revision is judged at once.</summary>
    public TimeSpan? ConversationIdle { get; init; }

    /// <summary>When the service judges; null: what comes in is judged at once.</summary>
    public JudgeTrigger? Trigger { get; init; }

    /// <summary>Whether its verdicts may wait in a batch, and how long.</summary>
    public LaneTerms Lanes { get; init; } = LaneTerms.Live;

    /// <summary>What it must be shown to be before its scores may fail a build or page anybody; null: nothing.</summary>
    public TrustTerms? Trust { get; init; }

    /// <summary>How long a cached reply may answer for a call.</summary>
    public TimeSpan CacheTtl { get; init; } = DefaultCacheTtl;

    /// <summary>Never spent more in a day, UTC, under the judge's name; null: no cap.</summary>
    public decimal? BudgetUsdPerDay { get; init; }

    /// <summary>What is given up to make a budget last; null: nothing, and what comes after the money is gone stays owed.</summary>
    public ThriftTerms? Thrift { get; init; }

    /// <summary>What it scores again and again, to see whether it moved; null: nothing.</summary>
    public AnchorTerms? Anchors { get; init; }
}
