using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Assay.Tests.Server.Outbound;

/// <summary>The samples of docs/guides/outbound.md, compiled. A region is a block of the page, word for word.</summary>
internal static class OutboundSamples
{
    public static bool IsGenuine(string secret, string id, string timestamp, string signatures, byte[] body, DateTimeOffset now)
    {
        #region verify
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        string expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
        bool isGenuine = signatures.Split(' ').Any(s => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(s), Encoding.UTF8.GetBytes(expected))) && Math.Abs(now.ToUnixTimeSeconds() - long.Parse(timestamp, CultureInfo.InvariantCulture)) <= 300;
        #endregion
        return isGenuine;
    }
}
