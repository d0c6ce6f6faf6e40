using Assay.Configuring;

namespace Assay.Providers.Endpoints;

/// <summary>Finds a provider's key in a key file or in the environment.</summary>
internal static class ProviderKey
{
    /// <summary>The key and where it came from; null when there is none and none is needed.</summary>
    public static (string Key, string Origin)? Find(
        string provider, ProviderSettings? settings, KnownProvider? known, Func<string, string?> environment)
    {
        if (settings?.KeyFile is { } file)
        {
            return (Check(ReadFile(provider, file), file), file);
        }

        if ((settings?.KeyVariable ?? known?.KeyVariable) is not { } variable)
        {
            return null;
        }

        if (environment(variable)?.Trim() is { Length: > 0 } key)
        {
            return (Check(key, variable), variable);
        }

        bool needed = settings?.KeyVariable is not null || known is { NeedsKey: true };
        return needed && !CarriesKey(settings)
            ? throw new ProviderConfigurationException(
                provider,
                $"the environment variable {variable} is not set.",
                $"Set it to your key, or name a file that holds the key under providers.{provider}.key_file in assay.yaml.") { ConcernsKey = true }
            : null;
    }

    /// <summary>A header that looks as if its value were a secret.</summary>
    public static bool IsSecretHeader(string name) =>
        name.Contains("auth", StringComparison.OrdinalIgnoreCase)
        || name.Contains("key", StringComparison.OrdinalIgnoreCase)
        || name.Contains("token", StringComparison.OrdinalIgnoreCase)
        || name.Contains("secret", StringComparison.OrdinalIgnoreCase)
        || name.Contains("cookie", StringComparison.OrdinalIgnoreCase);

    private static bool CarriesKey(ProviderSettings? settings) =>
        settings is not null && settings.Headers.Keys.Any(IsSecretHeader);

    private static string ReadFile(string provider, string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ProviderConfigurationException(
                $"providers.{provider}.key_file", $"{file} cannot be read.", "Check that the file exists and may be read.", e) { ConcernsKey = true };
        }
    }

    private static string Check(string key, string origin)
    {
        if (key.Length == 0)
        {
            throw new ProviderConfigurationException(origin, "the file is empty.", "Write the key, and nothing else, into it.") { ConcernsKey = true };
        }

        return key.All(c => c is > ' ' and <= '~')
            ? key
            : throw new ProviderConfigurationException(
                origin, "the key holds a character that no key can hold.", "Copy it again: one line, no quotes, no spaces.") { ConcernsKey = true };
    }
}
