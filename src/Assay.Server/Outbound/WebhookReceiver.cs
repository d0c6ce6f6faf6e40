using System.Security.Cryptography;
using Assay.Configuring;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Outbound;

/// <summary>Tells a program of the user's of verdicts or incidents: one signed JSON document a request.</summary>
internal sealed class WebhookReceiver(WebhookSettings settings, WebhookSigner signer, OutboundClient client, TimeProvider clock) : IReceiver
{
    public string Name => settings.Name;

    public string Channel => "webhook";

    public int Batch => settings.Batch;

    public async Task<Delivery> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        byte[] body = EventsJson.Write(messages);
        OutboundReply reply = await client.PostAsync(settings.Url, body, "application/json", signer.Sign(IdOf(messages), clock.GetUtcNow(), body), cancellationToken);
        return DeliveryReading.Of(reply, status => status is 408 or 429 or >= 500, _ => new Delivery.Done(), secrets: []);
    }

    /// <summary>Of the whole request: the same for the same messages, so that a repeated one is known again.</summary>
    private static string IdOf(IReadOnlyList<OutboxMessage> messages) =>
        $"batch_{Convert.ToHexStringLower(SHA256.HashData([.. messages.SelectMany(m => m.Id.ToByteArray(bigEndian: true))]).AsSpan(0, 16))}";
}
