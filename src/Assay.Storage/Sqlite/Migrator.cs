using Assay.Configuring;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>
/// Brings a ledger file to this program's schema: numbered scripts, each in a transaction, listed in a table. The highest one is
/// the file's <c>user_version</c>. A script with a lower number than one that was run before is run all the same.
/// </summary>
internal static class Migrator
{
    /// <summary>Marks a SQLite file as an Assay ledger ("ASSY").</summary>
    private const long ApplicationId = 0x41535359;

    /// <summary>The scripts that there were before they were listed.</summary>
    private static readonly HashSet<long> Unlisted = [1, 2, 3, 4, 5, 7, 8, 10, 12, 13, 14, 15, 16, 19, 24];

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
        foreach ((int number, string text) in Missing(database, path))
        {
            database.Transact(() =>
            {
                // Another process may have done it since.
                if (Missing(database, path).All(s => s.Number != number))
                {
                    return 0;
                }

                List(database);
                database.Run(text);
                database.Run(FormattableString.Invariant($"""
                    INSERT INTO schema_scripts VALUES ({number});
                    PRAGMA user_version = {Math.Max(number, Read(database, "PRAGMA user_version"))}; PRAGMA application_id = {ApplicationId}
                    """));
                return 0;
            });
        }
    }

    /// <exception cref="ConfigurationException">The file is of an earlier release.</exception>
    public static void ThrowUnlessCurrent(Database database, string path)
    {
        if (Missing(database, path).Count > 0)
        {
            throw LedgerStore.Earlier(path);
        }
    }

    /// <exception cref="LedgerException">The file is of a newer release.</exception>
    public static StoreSchema SchemaOf(Database database, string path) =>
        new((int)Read(database, "PRAGMA user_version"), NumberedScripts.Of("Sqlite")[^1].Number, [.. Missing(database, path).Select(s => s.Number)]);

    /// <summary>The scripts that were not run on it, in their order.</summary>
    private static IReadOnlyList<(int Number, string Text)> Missing(Database database, string path)
    {
        IReadOnlyList<(int Number, string Text)> scripts = NumberedScripts.Of("Sqlite");
        long version = Read(database, "PRAGMA user_version");
        if (version > scripts[^1].Number)
        {
            throw new LedgerException($"{path} was written by a newer Assay (schema {version}, this one knows {scripts[^1].Number}). Update Assay, or name another file with --store.");
        }

        if (!IsListed(database))
        {
            return [.. scripts.Where(s => s.Number > version || !Unlisted.Contains(s.Number))];
        }

        using var find = new Statement(database, "SELECT number FROM schema_scripts");
        var listed = new HashSet<long>();
        while (find.Read())
        {
            listed.Add(find.Long(0));
        }

        return [.. scripts.Where(s => s.Number > version || !listed.Contains(s.Number))];
    }

    /// <summary>Makes the list of what was run where there is none.</summary>
    private static void List(Database database)
    {
        if (IsListed(database))
        {
            return;
        }

        long version = Read(database, "PRAGMA user_version");
        database.Run("CREATE TABLE schema_scripts (number INTEGER PRIMARY KEY)");
        using var add = new Statement(database, "INSERT INTO schema_scripts VALUES (?1)");
        foreach ((int number, string _) in NumberedScripts.Of("Sqlite").Where(s => s.Number <= version && Unlisted.Contains(s.Number)))
        {
            add.Set(1, (long)number).Execute();
        }
    }

    private static bool IsListed(Database database) => Read(database, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_scripts'") > 0;

    private static long Read(Database database, string sql)
    {
        using var statement = new Statement(database, sql);
        return statement.One().Long(0);
    }
}
