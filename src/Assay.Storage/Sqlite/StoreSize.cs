namespace Assay.Storage.Sqlite;

/// <summary>How much a ledger file holds.</summary>
internal static class StoreSize
{
    /// <param name="database">Of any release.</param>
    public static StoreStatus StatusOf(Database database, string path)
    {
        var log = new FileInfo(path + "-wal");
        var status = new StoreStatus("sqlite", Migrator.SchemaOf(database, path), new FileInfo(path).Length + (log.Exists ? log.Length : 0));
        if (status.Schema.Version == 0)
        {
            return status;
        }

        using var find = new Statement(database, """
            SELECT (SELECT count(*) FROM responses), (SELECT count(*) FROM outcomes WHERE state IN (1, 2)), (SELECT count(*) FROM attempts),
                (SELECT min(received_at) FROM responses), (SELECT max(received_at) FROM responses)
            """);
        find.One();
        return status with
        {
            Responses = find.Long(0), Verdicts = find.Long(1), Attempts = find.Long(2),
            Oldest = find.IsNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(find.Long(3)),
            Newest = find.IsNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(find.Long(4)),
        };
    }
}
