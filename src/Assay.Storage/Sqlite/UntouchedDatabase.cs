using Assay.Configuring;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>
/// A connection for whoever must leave no trace. To read a file with a write-ahead log, SQLite makes two files beside it; where there is
/// no log, nobody is at work on the ledger, and it is read as one that cannot change.
/// </summary>
internal static class UntouchedDatabase
{
    /// <exception cref="ConfigurationException">The ledger is of an earlier release.</exception>
    public static Database Open(string path)
    {
        Database database = OpenOfAnyRelease(path);
        try
        {
            Migrator.ThrowUnlessCurrent(database, path);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Also where not all of its tables are there.</summary>
    public static Database OpenOfAnyRelease(string path)
    {
        Database database = File.Exists(path + "-wal") ? Database.Open(path, SqliteOpenMode.ReadOnly) : Database.OpenUnchanging(path);
        try
        {
            database.Run("PRAGMA busy_timeout = 30000");
            Migrator.ThrowIfForeign(database, path);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
