using Assay.Collecting.Sources;
using Assay.Collecting.Sources.Folders;
using Assay.Configuring;

namespace Assay.Storage.Sources;

/// <summary>Opens the sources that the configuration names.</summary>
public static class ResponseSources
{
    /// <summary>Touches nothing of the source yet: whether it can be read shows when it is read.</summary>
    /// <param name="folder">What paths in the configuration are relative to.</param>
    /// <param name="environment">Null for that of the process.</param>
    /// <exception cref="ConfigurationException">The way into a database is not there or malformed.</exception>
    public static IResponseSource Open(SourceSettings settings, string folder, TimeProvider clock, Func<string, string?>? environment = null) => settings switch
    {
        SourceSettings.Folder watched => new FolderSource(watched.Name, folder, watched.Files, clock),
        SourceSettings.Sqlite sqlite => new SqlSource(sqlite.Name, sqlite.Query, new SqliteRows(sqlite.Name, Path.Combine(folder, sqlite.Path), clock)),
        SourceSettings.Postgres postgres => new SqlSource(postgres.Name, postgres.Query, new PostgresRows(
            postgres.Name, PostgresAddress.Parse($"sources.{postgres.Name}", Connection(postgres, folder), environment ?? Environment.GetEnvironmentVariable), clock)),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), "a kind of source that is not known"),
    };

    private static string Connection(SourceSettings.Postgres settings, string folder)
    {
        if (settings.ConnectionFile is not { } file)
        {
            return settings.Connection ?? "";
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"sources.{settings.Name}.connection_file: {file} cannot be read. Check that the file exists, relative to the configuration, and may be read.");
        }
    }
}
