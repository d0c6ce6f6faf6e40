using Assay.Configuring;

namespace Assay.Server.Outbound;

/// <summary>Finds a secret where the configuration says it is.</summary>
internal static class SecretText
{
    /// <param name="remedy">What to set it to.</param>
    /// <exception cref="ConfigurationException">It is not there; the message does not repeat it.</exception>
    public static string ReadOrThrow(SecretPlace place, string remedy, string folder, Func<string, string?> environment) => place.File is { } file
        ? ReadFile(place.Key, folder, file) is { Length: > 0 } held ? held : throw new ConfigurationException($"{place.Key}: {file} is empty. {remedy}")
        : environment(place.Variable!)?.Trim() is { Length: > 0 } value ? value
        : throw new ConfigurationException($"{place.Key}: the environment variable {place.Variable} is not set. {remedy}");

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
