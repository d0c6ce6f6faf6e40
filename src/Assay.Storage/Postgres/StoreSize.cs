namespace Assay.Storage.Postgres;

/// <summary>How much a ledger in a database holds.</summary>
internal static class StoreSize
{
    /// <summary>Null: there is no ledger.</summary>
    public static async Task<StoreStatus?> StatusAsync(PostgresSession session, PostgresDatabase database) => await PostgresMigrator.SchemaAsync(session, database) is { } schema
        ? (await session.ListAsync(
            """
            SELECT (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'm')),
                (SELECT count(*) FROM responses), (SELECT count(*) FROM outcomes WHERE state IN (1, 2)), (SELECT count(*) FROM attempts),
                (SELECT min(received_at) FROM responses), (SELECT max(received_at) FROM responses)
            """,
            row => new StoreStatus("postgres", schema, row.GetInt64(0))
            {
                Responses = row.GetInt64(1), Verdicts = row.GetInt64(2), Attempts = row.GetInt64(3),
                Oldest = row.IsDBNull(4) ? null : row.Time(4), Newest = row.IsDBNull(5) ? null : row.Time(5),
            }, PostgresMigrator.Schema))[0]
        : null;
}
