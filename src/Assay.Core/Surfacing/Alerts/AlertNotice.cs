namespace Assay.Surfacing.Alerts;

/// <summary>One thing that receivers are told of an incident.</summary>
/// <param name="Id">The same for every receiver and however often it is sent; grows with time.</param>
public sealed record AlertNotice(Guid Id, NoticeEvent Event, DateTimeOffset At, Incident Incident)
{
    /// <summary>Texts of the worst responses, by id, as they are now: without those that are gone or not kept.</summary>
    public IReadOnlyDictionary<string, NoticeText> Texts { get; init; } = new Dictionary<string, NoticeText>();
}

public enum NoticeEvent
{
    Opened,
    Closed,

    /// <summary>Sent by hand, to see whether it arrives.</summary>
    Test,
}

/// <param name="Input">Its beginning.</param>
/// <param name="Output">Its beginning.</param>
/// <param name="Reason">What the judge said of it.</param>
public sealed record NoticeText(string Input, string Output, string? Reason);
