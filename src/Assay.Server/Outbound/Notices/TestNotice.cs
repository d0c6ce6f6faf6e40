using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Outbound.Notices;

/// <summary>A notice that tells of nothing, to see whether it arrives.</summary>
public static class TestNotice
{
    /// <summary>Sends one now, once; it does not wait in the outbox.</summary>
    /// <returns>Null where it arrived; else what went wrong.</returns>
    public static async Task<string?> SendAsync(IReceiver receiver, TimeProvider clock, CancellationToken cancellationToken) =>
        await receiver.SendAsync([new OutboxMessage.Alerted(At(clock.GetUtcNow()))], cancellationToken) switch
        {
            Delivery.Done done => done.Warning,
            Delivery.Refused refused => refused.Reason,
            Delivery.Failed failed => failed.Error,
            _ => null,
        };

    internal static AlertNotice At(DateTimeOffset now) => new(Guid.CreateVersion7(now), NoticeEvent.Test, now, new Incident
    {
        Id = Guid.CreateVersion7(now),
        Rule = "assay",
        Subject = new AlertSubject("test"),
        Severity = AlertSeverity.Ticket,
        OpenedAt = now,
        Opening = new AlertEvidence { Statement = "This is a test, sent by hand. Nothing is wrong: alerts will arrive here.", From = now, To = now },
    });
}
