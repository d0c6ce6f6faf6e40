namespace Assay.Storage.Sqlite;

/// <summary>A way to what stands in a ledger's file.</summary>
internal interface IDatabaseReads
{
    T Read<T>(Func<Database, T> work);
}
