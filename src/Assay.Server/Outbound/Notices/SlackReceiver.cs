using System.Text;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Outbound.Notices;

/// <summary>Tells a channel of Slack through an incoming webhook. Its address is a secret, of which only the host is ever shown.</summary>
internal sealed class SlackReceiver(string name, Uri url, Uri? publicUrl, OutboundClient client, TimeProvider clock) : IReceiver
{
    /// <summary>Slack takes one message a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>What is shorter stands in every other sentence.</summary>
    private const int ShortestSecret = 6;

    private readonly Lock _turn = new();
    private readonly string[] _secrets = [.. ((string[])[url.AbsoluteUri, url.PathAndQuery, .. url.PathAndQuery.Split('/', '?', '&', '=')]).Where(part => part.Length >= ShortestSecret)];
    private DateTimeOffset _next;

    public string Name => name;

    public string Channel => "slack";

    public int Batch => Configuring.NotifySettings.Batch;

    public async Task<Delivery> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        if (messages is not [OutboxMessage.Alerted { Notice: var notice }])
        {
            return new Delivery.Refused("a verdict, of which this receiver is not told", IsAboutContent: true);
        }

        OutboundReply reply = await PostAsync(SlackMessage.Blocks(notice, publicUrl), cancellationToken);
        if (reply is OutboundReply.Answered { Status: 400, Body: var said } && SlackRefusal.IsOfBlocks(Encoding.UTF8.GetString(said)))
        {
            reply = await PostAsync(SlackMessage.PlainText(notice, publicUrl), cancellationToken);
        }

        Delivery delivery = DeliveryReading.Of(reply, status => status is 408 or 429 or >= 500, _ => new Delivery.Done(), _secrets);
        return delivery is Delivery.Refused refused && reply is OutboundReply.Answered { Body: var reason } && SlackRefusal.Remedy(Encoding.UTF8.GetString(reason)) is { } remedy
            ? refused with { Reason = $"{refused.Reason}. {remedy}" }
            : delivery;
    }

    private async Task<OutboundReply> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_turn)
        {
            DateTimeOffset now = clock.GetUtcNow();
            DateTimeOffset turn = _next > now ? _next : now;
            _next = turn + Pace;
            wait = turn - now;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        return await client.PostAsync(url, body, "application/json", [], cancellationToken);
    }
}
