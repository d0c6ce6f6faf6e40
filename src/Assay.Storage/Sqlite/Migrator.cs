using Assay.Configuring;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>Brings a ledger file to this program's schema: numbered scripts, each in a transaction, counted in <c>user_version</c>.</summary>
internal static class Migrator
{
    /// <summary>Marks a SQLite file as an Assay ledger ("ASSY").</summary>
    private const long ApplicationId = 0x41535359;

    /// <summary>Comes before everything that changes the file: what belongs to another program stays as it is.</summary>
    public static void ThrowIfForeign(Database database, string path)
    {
        if (Read(database, "PRAGMA application_id") != ApplicationId && Read(database, "SELECT count(*) FROM sqlite_master") > 0)
        {
            throw new LedgerException($"{path} is a SQLite database, but not an Assay ledger. Name another file with --store.");
        }
    }

    public static void Migrate(Database database, string path)
    {
        IReadOnlyList<(int Number, string Text)> scripts = NumberedScripts.Of("Sqlite");
        long version = VersionOf(database, path, scripts);
        foreach ((int number, string text) in scripts.Where(s => s.Number > version))
        {
            database.Transact(() =>
            {
                // Another process may have done it since.
                if (Read(database, "PRAGMA user_version") >= number)
                {
                    return 0;
                }

                database.Run(text);
                database.Run(FormattableString.Invariant($"PRAGMA user_version = {number}; PRAGMA application_id = {ApplicationId}"));
                return 0;
            });
        }
    }

    /// <exception cref="ConfigurationException">The file is of an earlier release.</exception>
    public static void ThrowUnlessCurrent(Database database, string path)
    {
        IReadOnlyList<(int Number, string Text)> scripts = NumberedScripts.Of("Sqlite");
        if (VersionOf(database, path, scripts) < scripts[^1].Number)
        {
            throw LedgerStore.Earlier(path);
        }
    }

    private static long VersionOf(Database database, string path, IReadOnlyList<(int Number, string Text)> scripts) =>
        Read(database, "PRAGMA user_version") is var version && version <= scripts[^1].Number
            ? version
            : throw new LedgerException($"{path} was written by a newer Assay (schema {version}, this one knows {scripts[^1].Number}). Update Assay, or name another file with --store.");

    private static long Read(Database database, string sql)
    {
        using var statement = new Statement(database, sql);
        return statement.One().Long(0);
    }
}
