namespace Assay.Calibrating.Anchors;

/// <summary>What a judge's anchors are, and when they are scored.</summary>
public sealed record AnchorTerms(AnchorSet Set)
{
    public const int UsualTrickle = 50;
    public const int UsualRuns = 3;
    public static readonly TimeSpan UsualDeadline = TimeSpan.FromMinutes(5);

    /// <summary>Calls that may be made before somebody is told of a fall.</summary>
    public const int MostCalls = 200;

    /// <summary>After so many verdicts one anchor is scored; 0: none is.</summary>
    public int Trickle { get; init; } = UsualTrickle;

    /// <summary>How often each anchor is scored for the baseline.</summary>
    public int Runs { get; init; } = UsualRuns;

    /// <summary>For so long an alert on scores waits for the anchors, and then goes out without them.</summary>
    public TimeSpan Deadline { get; init; } = UsualDeadline;

    /// <summary>What is asked before somebody is told of a fall: as many whole rounds as the calls allow, or else the first of the set.</summary>
    /// <param name="questions">Calls that a verdict takes.</param>
    public IReadOnlyList<AnchorItem> Burst(int questions)
    {
        int verdicts = Math.Max(1, MostCalls / questions);
        return verdicts < Set.Items.Count
            ? [.. Set.Items.Take(verdicts)]
            : [.. Enumerable.Repeat(Set.Items, verdicts / Set.Items.Count).SelectMany(round => round)];
    }
}
