namespace Assay.Surfacing.Alerts;

/// <summary>What a rule's condition says of one subject at one moment.</summary>
public sealed record AlertReading(AlertSubject Subject, AlertSignal Signal)
{
    /// <summary>One sentence with the figure, for people.</summary>
    public required string Statement { get; init; }

    /// <summary>What was measured; absent where there was nothing to measure, or it is no estimate.</summary>
    public Estimate? Value { get; init; }

    /// <summary>What it is compared with.</summary>
    public Estimate? Baseline { get; init; }

    public Difference? Change { get; init; }

    public double? Threshold { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>As it is kept with an incident; the worst responses and the cause are looked up by whoever opens it.</summary>
    public AlertEvidence Evidence => new() { Statement = Statement, Value = Value, Baseline = Baseline, Change = Change, Threshold = Threshold, From = From, To = To };
}

public enum AlertSignal
{
    Well,

    /// <summary>Not well, but not surely bad. Opens nothing, and closes nothing: that is the hysteresis.</summary>
    Suspect,

    Bad,

    /// <summary>Nothing can be said: too little was scored, or the judge does not get on.</summary>
    Unknown,
}
