using Assay.Surfacing.Alerts;

namespace Assay.Surfacing.Outbound;

/// <summary>What became of one notice with one receiver.</summary>
/// <param name="EndedAt">When it was delivered or given up; null while it is owed.</param>
/// <param name="Error">Why it was given up; null where it was not.</param>
public sealed record NoticeDelivery(string Receiver, AlertNotice Notice, DateTimeOffset? EndedAt, string? Error)
{
    /// <summary><c>owed</c>, <c>delivered</c> or <c>given_up</c>.</summary>
    public string Result => EndedAt is null ? "owed" : Error is null ? "delivered" : "given_up";
}
