using Assay.Surfacing.Outbound;
using static Assay.Server.Metrics.MetricsText;

namespace Assay.Server.Metrics;

/// <summary>What receivers outside were told.</summary>
internal static class ReceiverMetrics
{
    public static async Task WriteAsync(MetricsText text, ServiceState state, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, ReceiverAccount> accounts = state.Outbox is { } outbox ? await outbox.AccountAsync(cancellationToken) : new Dictionary<string, ReceiverAccount>();
        (OutboxSender Sender, ReceiverAccount Account)[] receivers = [.. state.Senders.Select(s => (s, accounts.GetValueOrDefault(s.Name, ReceiverAccount.Empty)))];
        text.Counter("assay_notifications_total", "Messages to receivers, by what became of them.", receivers.SelectMany(r => new[]
        {
            (Of(r.Sender, ("result", "delivered")), (double)r.Account.Delivered), (Of(r.Sender, ("result", "given_up")), r.Account.GivenUp), (Of(r.Sender, ("result", "dropped")), r.Account.Dropped),
        }));
        text.Counter("assay_notification_failures_total", "Requests to receivers since the start that came to nothing.", receivers.Select(r => (Of(r.Sender), (double)r.Sender.FailedAttempts)));
        text.Gauge("assay_owed_notifications", "Messages that wait to be delivered.", receivers.Select(r => (Of(r.Sender), (double)r.Account.Owed)));
        text.Gauge("assay_oldest_owed_notification_seconds", "How long the longest waiting message has been owed; 0 where none is.",
            receivers.Select(r => (Of(r.Sender), r.Account.OldestOwed is { } oldest ? Math.Max(0, (state.Clock.GetUtcNow() - oldest).TotalSeconds) : 0)));
        text.Gauge("assay_dead_letters", "Messages that were given up and not sent again.", receivers.Select(r => (Of(r.Sender), (double)r.Account.Undelivered)));
    }

    private static string Of(OutboxSender sender, params ReadOnlySpan<(string Name, string Value)> more) => Labels([("channel", sender.Channel), ("receiver", sender.Name), .. more]);
}
