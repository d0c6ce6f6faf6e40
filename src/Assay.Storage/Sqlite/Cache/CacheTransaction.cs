using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>Runs work in one transaction, of which nothing is left where it fails.</summary>
internal sealed class CacheTransaction(SqliteConnection connection, bool writes) : IDisposable
{
    // A transaction that will write takes its lock at once: one that asks for it later cannot wait for others.
    private readonly RawStatement _begin = new(connection, writes ? "BEGIN IMMEDIATE" : "BEGIN");
    private readonly RawStatement _commit = new(connection, "COMMIT");
    private readonly RawStatement _rollBack = new(connection, "ROLLBACK");

    public void Run(Action work)
    {
        _begin.Execute();
        try
        {
            work();
            _commit.Execute();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollBack.Dispose();
    }

    private void RollBack()
    {
        try
        {
            _rollBack.Execute();
        }
        catch (SqliteException)
        {
            // After some errors SQLite has rolled back by itself; the first error is the one that counts.
        }
    }
}
