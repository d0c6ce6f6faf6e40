namespace Assay.Storage.Sqlite;

/// <summary>A way to a ledger's file: the ledger that works on it, or a connection beside it.</summary>
internal interface IDatabaseAccess : IDatabaseReads
{
    /// <summary>All of the work, in one transaction, or nothing of it.</summary>
    Task<T> WriteAsync<T>(Func<Database, T> work, CancellationToken cancellationToken);
}
