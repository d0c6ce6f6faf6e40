using System.Security.Cryptography;
using System.Text;

namespace Assay.Server.Outbound;

/// <summary>Signs a request as the Standard Webhooks specification has it: over id, time and body, once with each secret that is in use.</summary>
internal sealed class WebhookSigner(IReadOnlyList<byte[]> keys)
{
    /// <returns>The headers to send with the body.</returns>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(string id, DateTimeOffset now, byte[] body)
    {
        string timestamp = FormattableString.Invariant($"{now.ToUnixTimeSeconds()}");
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        return
        [
            new("webhook-id", id),
            new("webhook-timestamp", timestamp),
            new("webhook-signature", string.Join(' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"))),
        ];
    }
}
