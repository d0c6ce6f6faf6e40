using Assay.Configuring;

namespace Assay.Server.Outbound;

/// <summary>Finds a signing secret where the configuration says it is: <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
internal static class WebhookSecret
{
    private const string Mark = "whsec_";
    private const string Remedy = "`echo whsec_$(openssl rand -base64 32)` makes one.";

    /// <exception cref="ConfigurationException">It is not there or is none; the message does not repeat it.</exception>
    public static byte[] ReadOrThrow(SecretPlace place, string folder, Func<string, string?> environment)
    {
        string text = place.File is { } file ? ReadFile(place.Key, folder, file)
            : environment(place.Variable!)?.Trim() is { Length: > 0 } value ? value
            : throw new ConfigurationException($"{place.Key}: the environment variable {place.Variable} is not set. Set it to the signing secret. {Remedy}");
        var key = new byte[text.Length];
        return text.StartsWith(Mark, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Mark.Length..], key, out int length) && length is >= 24 and <= 64
            ? key[..length]
            : throw new ConfigurationException($"{place.Key}: the secret must be {Mark} and behind it 24 to 64 bytes in base64. {Remedy}");
    }

    private static string ReadFile(string key, string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{key}: {file} cannot be read. Check that the file exists, relative to the configuration, and may be read.");
        }
    }
}
