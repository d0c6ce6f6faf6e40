using Assay.Configuring;

namespace Assay.Providers.Endpoints;

/// <summary>The headers that every call to an endpoint carries, made once.</summary>
internal static class EndpointHeaders
{
    private static readonly string UserAgent =
        "assay/" + (typeof(EndpointHeaders).Assembly.GetName().Version?.ToString(3) ?? "0");

    public static List<KeyValuePair<string, string>> Build(
        string provider, WireFormat format, string? key, IReadOnlyDictionary<string, string>? own)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Accept"] = "application/json",
            ["User-Agent"] = UserAgent,
        };
        if (format == WireFormat.Anthropic)
        {
            headers["anthropic-version"] = "2023-06-01";
        }

        if (key is not null)
        {
            (string name, string value) = format switch
            {
                WireFormat.Anthropic => ("x-api-key", key),
                WireFormat.Azure => ("api-key", key),
                _ => ("Authorization", "Bearer " + key),
            };
            headers[name] = value;
        }

        foreach ((string name, string value) in own ?? new Dictionary<string, string>())
        {
            Check(provider, name, value);
            headers[name] = value;
        }

        return [.. headers];
    }

    public static List<string> Secrets(IEnumerable<KeyValuePair<string, string>> headers, string? key)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        if (key is not null)
        {
            secrets.Add(key);
        }

        foreach ((string name, string value) in headers.Where(header => ProviderKey.IsSecretHeader(header.Key)))
        {
            secrets.Add(value);
            secrets.Add(value[(value.LastIndexOf(' ') + 1)..]);
        }

        // Shorter ones are no keys but stand-ins for local servers, and would blot out ordinary words.
        // The longest first, so that no secret's ending stays behind when a shorter one is a part of it.
        return [.. secrets.Where(secret => secret.Length >= 6).OrderByDescending(secret => secret.Length)];
    }

    private static void Check(string provider, string name, string value)
    {
        bool nameFits = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (!nameFits || !value.All(c => c is >= ' ' and <= '~') || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProviderConfigurationException(
                $"providers.{provider}.headers",
                nameFits ? $"{name} cannot be sent with this value." : "a header's name holds a character that no name can hold.",
                "Use plain ASCII on one line; Content-* headers are set by the call itself.");
        }
    }
}
