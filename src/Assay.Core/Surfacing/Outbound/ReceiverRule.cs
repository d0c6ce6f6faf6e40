using Assay.Scoring.Judging;

namespace Assay.Surfacing.Outbound;

/// <summary>What a receiver is owed: verdicts, or notices of incidents.</summary>
public sealed record ReceiverRule(string Name)
{
    /// <summary>Only verdicts of these; empty: of every judge.</summary>
    public IReadOnlyList<string> Judges { get; init; } = [];

    /// <summary>Only scores below this; null: every verdict, unscored ones included. A failure is not a low score.</summary>
    public double? Below { get; init; }

    /// <summary>Messages that are kept for it, of those that are owed and of those that were given up. Beyond, the oldest are dropped, and counted.</summary>
    public int Most { get; init; } = 1_000_000;

    /// <summary>It is told of incidents only: it is owed no verdict.</summary>
    public bool IsOfNotices { get; init; }

    public bool Holds(string judge, Verdict verdict) =>
        !IsOfNotices && (Judges.Count == 0 || Judges.Contains(judge, StringComparer.Ordinal)) && (Below is not { } limit || Lowest(verdict) < limit);

    /// <summary>The overall score, or the lowest of the criteria where the judge gives none.</summary>
    private static double? Lowest(Verdict verdict) => verdict is Verdict.Scored scored ? scored.Overall ?? scored.Scores.Select(s => (double?)s.Value).Min() : null;
}
