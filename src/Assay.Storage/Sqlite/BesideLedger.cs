using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Reads and writes a ledger's file a moment at a time, also while a service works on it.</summary>
internal sealed class BesideLedger(string path) : IDatabaseAccess
{
    private readonly string _path = Path.GetFullPath(path);

    public T Read<T>(Func<Database, T> work) => SqliteLedger.Guard(_path, () =>
    {
        using Database database = SqliteLedger.Connect(_path, SqliteOpenMode.ReadOnly);
        return work(database);
    });

    public Task<T> WriteAsync<T>(Func<Database, T> work, CancellationToken cancellationToken) => Task.Run(
        () => SqliteLedger.Guard(_path, () =>
        {
            using Database database = SqliteLedger.Connect(_path, SqliteOpenMode.ReadWrite);
            database.Run("PRAGMA secure_delete = ON");
            return database.Transact(() => work(database));
        }), cancellationToken);
}
