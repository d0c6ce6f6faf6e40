using Assay.Calibrating.Labelling;
using Assay.Surfacing.Regressions;

namespace Assay.Surfacing.Alerts;

/// <summary>What is known of one judge at one moment, as far as a rule asks for it.</summary>
public sealed record JudgeFacts(string Judge, DateTimeOffset Now)
{
    /// <summary>By window: every one that the rule's condition looks at.</summary>
    public IReadOnlyDictionary<AlertWindow, WindowFigures> Windows { get; init; } = new Dictionary<AlertWindow, WindowFigures>();

    /// <summary>When the response was received whose verdict has been owed longest; null: none is.</summary>
    public DateTimeOffset? OldestOwed { get; init; }

    /// <summary>Null where nobody knows: of history, and of a judge that is not in the service.</summary>
    public JudgeStanding? Standing { get; init; }

    /// <summary>Responses that people labelled, by criterion; none where no rule asks for them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>> Labelled { get; init; } = new Dictionary<string, IReadOnlyList<LabelledResponse>>();

    public IReadOnlyList<Regression> Regressions { get; init; } = [];

    /// <summary>How many were scored in the same window of each of the days before, as far as they are known.</summary>
    public IReadOnlyList<long> Earlier { get; init; } = [];
}

/// <summary>How a judge of the service is at the moment.</summary>
/// <param name="Trouble">Why its provider will not have it; null: it is not paused, or for another reason.</param>
/// <param name="WaitsOnPurpose">It judges at certain times only, or when a conversation is idle: what it owes is no sign of trouble.</param>
public sealed record JudgeStanding(string? Trouble, bool WaitsOnPurpose)
{
    /// <summary>Null: without a cap.</summary>
    public decimal? BudgetUsdPerDay { get; init; }

    public decimal SpentTodayUsd { get; init; }
}

/// <summary>What one judge version, the latest that scored, said in a window.</summary>
public sealed record WindowFigures(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Of the criterion that the rule is about; null where nothing was scored.</summary>
    public ScoreHistogram? Scores { get; init; }

    public long Scored { get; init; }

    /// <summary>Unscored for a reason that lies with the judge, and not with the response.</summary>
    public long Failed { get; init; }

    /// <summary>Owed, while the judge does not get on.</summary>
    public long Stuck { get; init; }

    public long Asked => Scored + Failed + Stuck;

    /// <summary>Too much is missing for the scores to stand for what was asked: the judge is in trouble, and not what is judged.</summary>
    public bool IsBlind => Asked > 0 && (double)Scored / Asked < LowestCoverage;

    private const double LowestCoverage = 0.8;

    /// <param name="rollups">Of one judge, each version one.</param>
    /// <param name="criterion">Null: the main score.</param>
    public static WindowFigures Of(IReadOnlyList<Rollup> rollups, string? criterion, DateTimeOffset from, DateTimeOffset to)
    {
        Rollup? latest = rollups.Where(r => r.Scored > 0).MaxBy(r => r.VersionSince) ?? rollups.MaxBy(r => r.VersionSince);
        return new WindowFigures(from, to)
        {
            Scores = criterion is null ? latest?.Main : latest?.Scores.FirstOrDefault(s => s.Criterion == criterion),
            Scored = latest?.Scored ?? 0,
            Failed = latest is null ? 0 : JudgeFailure.Count(latest.Unscored),
        };
    }
}
