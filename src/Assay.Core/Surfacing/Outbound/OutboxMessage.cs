using Assay.Scoring.Running;
using Assay.Surfacing.Alerts;

namespace Assay.Surfacing.Outbound;

/// <summary>One thing that one receiver is to be told.</summary>
public abstract record OutboxMessage
{
    private OutboxMessage(Guid id) => Id = id;

    /// <summary>The same however often it is sent, and for every receiver of it; grows with time.</summary>
    public Guid Id { get; }

    /// <summary>A verdict was decided.</summary>
    public sealed record Decided(Guid Id, DecidedVerdict Verdict) : OutboxMessage(Id);

    /// <summary>An incident opened or closed.</summary>
    public sealed record Alerted(AlertNotice Notice) : OutboxMessage(Notice.Id);
}

/// <summary>A final outcome, as it is told to others.</summary>
/// <param name="Revision">Which of the contents under the response's id it is about; 1 for the first.</param>
/// <param name="HasOverall">The judge gives an overall score, here or elsewhere.</param>
public sealed record DecidedVerdict(ResultRow Result, int Revision, DateTimeOffset DecidedAt, bool HasOverall);

/// <param name="ResponseId">Of what the message tells of; null where it was removed, or the message tells of an incident.</param>
public sealed record UndeliveredMessage(Guid Id, string? ResponseId, DateTimeOffset GivenUpAt, string Reason);

/// <param name="Owed">Wait to be delivered.</param>
/// <param name="OldestOwed">Since when the longest waiting one has been owed; null where none is.</param>
/// <param name="Undelivered">Were given up, and can be sent again.</param>
/// <param name="Delivered">So far, as the next two.</param>
/// <param name="GivenUp">Also those that were sent again since.</param>
/// <param name="Dropped">The oldest, where there were more than are kept.</param>
public sealed record ReceiverAccount(long Owed, DateTimeOffset? OldestOwed, long Undelivered, long Delivered, long GivenUp, long Dropped)
{
    public static readonly ReceiverAccount Empty = new(0, null, 0, 0, 0, 0);
}
