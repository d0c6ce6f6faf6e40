using Assay.Configuring;

namespace Assay.Server.Outbound;

/// <summary>A signing secret: <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
internal static class WebhookSecret
{
    private const string Mark = "whsec_";
    private const string Remedy = "`echo whsec_$(openssl rand -base64 32)` makes one.";

    /// <exception cref="ConfigurationException">It is not there or is none; the message does not repeat it.</exception>
    public static byte[] ReadOrThrow(SecretPlace place, string folder, Func<string, string?> environment)
    {
        string text = SecretText.ReadOrThrow(place, $"Set it to the signing secret. {Remedy}", folder, environment);
        var key = new byte[text.Length];
        return text.StartsWith(Mark, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Mark.Length..], key, out int length) && length is >= 24 and <= 64
            ? key[..length]
            : throw new ConfigurationException($"{place.Key}: the secret must be {Mark} and behind it 24 to 64 bytes in base64. {Remedy}");
    }
}
