using Assay.Configuring;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sqlite;

/// <summary>A copy of a ledger file as it stands at one moment. Whoever works on it goes on; the copy is of the ledger's own release.</summary>
internal static class LedgerCopy
{
    private static readonly string[] Beside = ["", "-wal", "-shm", ".lock"];

    public static void Write(string path, string file, bool overwrites, CancellationToken cancellationToken)
    {
        string to = Path.GetFullPath(file);
        ThrowIfUnwritable(path, file, to, overwrites);
        string part = to + ".part";
        try
        {
            SqliteLedger.Guard(path, () =>
            {
                // For writing, so that SQLite may put its files beside the ledger; nothing is written to it.
                using Database database = Database.Open(path, SqliteOpenMode.ReadWrite);
                database.Run("PRAGMA busy_timeout = 30000");
                Migrator.ThrowIfForeign(database, path);
                Make(part, path);
                return SqliteLedger.Guard(file, () => Copy(database, path, part, cancellationToken));
            });
            File.Move(part, to, overwrites);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static void ThrowIfUnwritable(string path, string file, string to, bool overwrites)
    {
        string ledger = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        string? problem = Directory.Exists(to) ? "is a folder. Name a file in it."
            : !Directory.Exists(Path.GetDirectoryName(to)) ? "cannot be written: its folder does not exist. Make it first, or name another file."
            : Beside.Any(e => to == path + e || to == ledger + e) ? "is the ledger itself, or a file that belongs to it. Name another file."
            : File.Exists(to) && !overwrites ? "exists. Name another file, or write over it with --force."
            // A log of another file would be taken for that of the copy.
            : File.Exists(to + "-wal") ? $"has a log of its own, {file}-wal: somebody works on that file, or was killed at it. Name another file."
            : null;
        if (problem is not null)
        {
            throw new ConfigurationException($"{file} {problem}");
        }
    }

    /// <summary>An empty file that nobody may read who may not read the ledger.</summary>
    private static void Make(string part, string path)
    {
        File.Delete(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.GetUnixFileMode(path);
        }

        new FileStream(part, options).Dispose();
    }

    private static bool Copy(Database database, string path, string part, CancellationToken cancellationToken)
    {
        try
        {
            using (cancellationToken.Register(() => raw.sqlite3_interrupt(database.Handle)))
            {
                database.Run($"VACUUM INTO '{part.Replace("'", "''", StringComparison.Ordinal)}'");
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            // Trouble with what is read, and not with what is written.
            return SqliteLedger.Guard<bool>(path, () => throw new SqliteException(e.Message, e.SqliteErrorCode));
        }

        using var written = new FileStream(part, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
        return true;
    }
}
