using System.Reflection;
using Assay.Configuring;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>Opens a cache file; makes it where there is none. What is no cache of this program stays as it is.</summary>
internal static class CacheFile
{
    /// <summary>Marks a SQLite file as an Assay cache ("ASSC").</summary>
    private const long ApplicationId = 0x41535343;

    private const long LedgerApplicationId = 0x41535359;

    private const long Schema = 1;

    private const string Remedy = "Name another file with --cache, or work without one: --no-cache.";

    /// <param name="wait">How long a statement waits for another connection's lock.</param>
    /// <exception cref="ConfigurationException">It is no cache, is damaged, or cannot be opened and written.</exception>
    public static SqliteConnection Open(string path, TimeSpan wait)
    {
        try
        {
            return Connect(path, SqliteOpenMode.ReadWriteCreate, wait, connection =>
            {
                ThrowIfForeign(connection, path);
                // NORMAL: a power cut may lose the last entries, never the file. Checkpoints are rare because each one writes every
                // page once, however often it changed since the last.
                Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864");
                MakeTables(connection);
                ReadEnds(connection);
            });
        }
        catch (SqliteException e)
        {
            throw new ConfigurationException(e.SqliteErrorCode switch
            {
                13 => $"The disk that holds {path} is full. Make room, or name another file with --cache.",
                11 => $"{path} is damaged: {e.Message.TrimEnd('.')}. Delete it, it is only a cache; or name another file with --cache.",
                26 => $"{path} is not a readable SQLite database: {e.Message.TrimEnd('.')}. {Remedy}",
                5 or 6 => $"{path} is locked by another program. Wait until it has finished, or name another file with --cache.",
                _ => $"{path} cannot be opened as a cache: {e.Message.TrimEnd('.')}. Check the folder and its permissions, or name another file with --cache.",
            });
        }
    }

    /// <summary>A further connection to a file that <see cref="Open"/> has accepted.</summary>
    public static SqliteConnection OpenToRead(string path, TimeSpan wait) =>
        Connect(path, SqliteOpenMode.ReadWrite, wait, connection => Execute(connection, "PRAGMA query_only = ON"));

    private static SqliteConnection Connect(string path, SqliteOpenMode mode, TimeSpan wait, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)wait.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, FormattableString.Invariant($"PRAGMA busy_timeout = {(int)wait.TotalMilliseconds}; PRAGMA cache_size = -8192"));
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void ThrowIfForeign(SqliteConnection connection, string path)
    {
        // As of one moment: another process may be making its tables in the same new file.
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        long application = Read(connection, "PRAGMA application_id");
        long version = Read(connection, "PRAGMA user_version");
        string? problem = application switch
        {
            ApplicationId when version > Schema => $"was written by a newer Assay (schema {version}, this one knows {Schema}). Update Assay, or name another file with --cache.",
            ApplicationId => null,
            LedgerApplicationId => $"is an Assay ledger, which --store names, and not a cache. {Remedy}",
            _ when Read(connection, "SELECT count(*) FROM sqlite_master") > 0 => $"is a SQLite database, but not an Assay cache. {Remedy}",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ConfigurationException($"{path} {problem}");
        }
    }

    private static void MakeTables(SqliteConnection connection)
    {
        if (Read(connection, "PRAGMA user_version") == Schema)
        {
            return;
        }

        using SqliteTransaction transaction = connection.BeginTransaction();
        // Two processes may have found the same empty file.
        if (Read(connection, "PRAGMA user_version") != Schema)
        {
            using Stream script = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(CacheFile), "CacheSchema.sql")!;
            using var reader = new StreamReader(script);
            Execute(connection, reader.ReadToEnd());
            Execute(connection, FormattableString.Invariant($"PRAGMA user_version = {Schema}; PRAGMA application_id = {ApplicationId}"));
        }

        transaction.Commit();
    }

    /// <summary>The ends of every tree lie in pages far apart: a file that was cut or overwritten is mostly found out here.</summary>
    private static void ReadEnds(SqliteConnection connection)
    {
        foreach (string tree in (string[])["SELECT min(entry_key) FROM entries", "SELECT max(entry_key) FROM entries", "SELECT min(entry_key) FROM replies",
            "SELECT max(entry_key) FROM replies", "SELECT min(thousand) FROM tags", "SELECT max(thousand) FROM tags", "SELECT entry_key FROM sweep"])
        {
            using var statement = new RawStatement(connection, tree);
            statement.Execute();
        }
    }

    private static long Read(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql);
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    // Only constants and the script of this assembly come here.
#pragma warning disable CA2100
    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
#pragma warning restore CA2100
}
