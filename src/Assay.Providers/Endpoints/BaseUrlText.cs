using Assay.Providers.Errors;

namespace Assay.Providers.Endpoints;

/// <summary>Reads a base URL as people write it.</summary>
internal static class BaseUrlText
{
    public static Uri Parse(string place, string text)
    {
        return Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? url)
            ? Check(place, url)
            : throw new ProviderConfigurationException(
                place, $"`{SafeText.Clean(text, [], 100)}` is no URL.", "Write it in full, such as https://host/v1.");
    }

    public static Uri Check(string place, Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            throw new ProviderConfigurationException(
                place, "the base URL must begin with http:// or https://.", "Write it in full, such as https://host/v1.");
        }

        return url.UserInfo.Length == 0
            ? url
            : throw new ProviderConfigurationException(
                place, "the base URL holds a user name or a key.", "Keep the key in an environment variable or a key file.");
    }

    /// <summary>Ollama's own notation: scheme, port and path may be left out, and 0.0.0.0 means this machine.</summary>
    public static Uri ParseOllamaHost(string place, string text)
    {
        string host = text.Trim();
        bool bare = !host.Contains("://", StringComparison.Ordinal);
        var builder = new UriBuilder(Parse(place, bare ? "http://" + host : host));
        if (bare && builder.Port == 80 && !host.Contains(":80", StringComparison.Ordinal))
        {
            builder.Port = 11434;
        }

        if (builder.Host == "0.0.0.0")
        {
            builder.Host = "127.0.0.1";
        }

        if (builder.Path is "" or "/")
        {
            builder.Path = "/v1";
        }

        return builder.Uri;
    }
}
