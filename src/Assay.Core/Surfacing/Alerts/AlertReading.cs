namespace Assay.Surfacing.Alerts;

/// <summary>What a rule's condition says of one subject at one moment.</summary>
/// <param name="Evidence">As it is kept with an incident; the worst responses and the cause are looked up by whoever opens it.</param>
public sealed record AlertReading(AlertSubject Subject, AlertSignal Signal, AlertEvidence Evidence);

public enum AlertSignal
{
    Well,

    /// <summary>Not well, but not surely bad. Opens nothing, and closes nothing: that is the hysteresis.</summary>
    Suspect,

    Bad,

    /// <summary>Nothing can be said: too little was scored, or the judge does not get on.</summary>
    Unknown,
}
