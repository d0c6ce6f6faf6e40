using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sqlite;

/// <summary>
/// A connection to one SQLite file, for one thread at a time: unlike ADO.NET's, it takes no lock for every call, of which a
/// response needs about eighty.
/// </summary>
internal sealed class Database : IDisposable
{
    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => Handle = handle;

    public sqlite3 Handle { get; }

    /// <exception cref="SqliteException">The file cannot be opened; whether it is a database shows only when it is read.</exception>
    public static Database Open(string path, SqliteOpenMode mode)
    {
        int access = mode switch
        {
            SqliteOpenMode.ReadOnly => raw.SQLITE_OPEN_READONLY,
            SqliteOpenMode.ReadWrite => raw.SQLITE_OPEN_READWRITE,
            _ => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
        };
        int result = raw.sqlite3_open_v2(path, out sqlite3 handle, access | raw.SQLITE_OPEN_NOMUTEX, null);
        return Checked(handle, result);
    }

    /// <summary>Opens a file on which nobody works: without a lock, and without the files that SQLite makes beside one that is worked on.</summary>
    public static Database OpenUnchanging(string path)
    {
        int result = raw.sqlite3_open_v2(
            $"file:{Uri.EscapeDataString(path)}?immutable=1", out sqlite3 handle, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI | raw.SQLITE_OPEN_NOMUTEX, null);
        return Checked(handle, result);
    }

    /// <summary>Runs a script of any number of statements whose rows are of no interest.</summary>
    public void Run(string script) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, script), Handle);

    /// <summary>All of the work or, on an exception, nothing of it. Begins with the right to write, so that it never has to give up half-way.</summary>
    public T Transact<T>(Func<T> work)
    {
        Run("BEGIN IMMEDIATE");
        try
        {
            T result = work();
            Run("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose() => Handle.Dispose();

    private static Database Checked(sqlite3 handle, int result)
    {
        var database = new Database(handle);
        try
        {
            SqliteException.ThrowExceptionForRC(result, handle);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void RollBack()
    {
        try
        {
            Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // On a full disk SQLite has rolled back by itself; the first error is the one that counts.
        }
    }
}
