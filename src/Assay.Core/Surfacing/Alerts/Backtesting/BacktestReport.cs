namespace Assay.Surfacing.Alerts.Backtesting;

/// <summary>What a rule would have done over a range of time.</summary>
public sealed record BacktestReport
{
    public required AlertRule Rule { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>How many times it was looked at: at the end of each hour, or of some.</summary>
    public int Looks { get; init; }

    /// <summary>At how many of them nothing could be said of anything: too little was scored, or the judge did not get on.</summary>
    public int SilentLooks { get; init; }

    /// <summary>In the order in which they would have opened.</summary>
    public IReadOnlyList<BacktestIncident> Incidents { get; init; } = [];

    /// <summary>Why it cannot be tested: a ledger does not keep what it is about; null where it can.</summary>
    public string? Untestable { get; init; }

    /// <summary>For people: <c>would have fired 3 times</c>.</summary>
    public string Verdict => Untestable is { } why ? $"cannot be tested: {why}" : Times + (SilentLooks * 2 <= Looks ? ""
        : SilentLooks == Looks ? "; nothing could be said at any time, for too little was scored"
        : FormattableString.Invariant($"; at {SilentLooks} of {Looks} looks too little was scored to say anything"));

    private string Times => Incidents.Count switch
    {
        0 => "would not have fired",
        1 => "would have fired once",
        2 => "would have fired twice",
        var n => FormattableString.Invariant($"would have fired {n} times"),
    };
}

/// <summary>An incident that there would have been.</summary>
public sealed record BacktestIncident(AlertSubject Subject, DateTimeOffset OpenedAt, AlertEvidence Opening)
{
    /// <summary>Null where it would be open still.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public AlertEvidence? Closing { get; init; }
}
