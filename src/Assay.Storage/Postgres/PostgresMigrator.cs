using Assay.Configuring;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>
/// Brings the schema <c>assay</c> of a database to this program's state: numbered scripts, listed in a table. One with a lower number
/// than one that was run before is run all the same. Processes that start together wait for each other; the first one does it.
/// </summary>
internal static class PostgresMigrator
{
    public const string Schema = "assay";

    /// <summary>Marks who migrates ("ASSY").</summary>
    private const long Lock = 0x41535359;

    /// <exception cref="LedgerException">The schema belongs to another program, or to a newer Assay.</exception>
    public static async Task MigrateAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        foreach ((int number, string text) in await database.ReadAsync(session => MissingAsync(session, database), cancellationToken))
        {
            await database.TransactAsync(async session =>
            {
                await session.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", Lock);
                if ((await MissingAsync(session, database)).All(s => s.Number != number))
                {
                    return 0;
                }

                await session.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {Schema}");
                await session.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {Schema}.schema_version (number integer NOT NULL, migrated_at timestamptz NOT NULL DEFAULT now())");
                await session.ExecuteAsync(text);
                await session.ExecuteAsync($"INSERT INTO {Schema}.schema_version (number) VALUES ($1)", number);
                return 0;
            }, cancellationToken, isLong: true);
        }
    }

    /// <exception cref="ConfigurationException">The ledger is of an earlier release.</exception>
    /// <exception cref="LedgerException">It is of a newer one.</exception>
    public static async Task ThrowUnlessCurrentAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        if ((await database.ReadAsync(session => MissingAsync(session, database), cancellationToken)).Count > 0)
        {
            throw LedgerStore.Earlier(database.Shown);
        }
    }

    /// <summary>Whether there is a ledger.</summary>
    public static Task<bool> ExistsAsync(PostgresDatabase database, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => (await RunAsync(session, database)).Count > 0, cancellationToken);

    /// <summary>Null: there is no ledger.</summary>
    /// <exception cref="LedgerException">It is of a newer release.</exception>
    public static async Task<StoreSchema?> SchemaAsync(PostgresSession session, PostgresDatabase database) => await RunAsync(session, database) is { Count: > 0 } run
        ? new StoreSchema(run.Max(), NumberedScripts.Of("Postgres")[^1].Number, [.. (await MissingAsync(session, database)).Select(s => s.Number)])
        : null;

    private static LedgerException Newer(PostgresDatabase database, int found, int known) =>
        new($"{database.Shown} was written by a newer Assay (schema {found}, this one knows {known}). Update Assay, or name another ledger with --store.");

    /// <summary>The scripts that were not run on it, in their order.</summary>
    private static async Task<IReadOnlyList<(int Number, string Text)>> MissingAsync(PostgresSession session, PostgresDatabase database)
    {
        IReadOnlyList<(int Number, string Text)> scripts = NumberedScripts.Of("Postgres");
        HashSet<int> run = await RunAsync(session, database);
        return run.Any(number => number > scripts[^1].Number) ? throw Newer(database, run.Max(), scripts[^1].Number) : [.. scripts.Where(s => !run.Contains(s.Number))];
    }

    /// <summary>The numbers of the scripts that were run; none where there is no ledger yet.</summary>
    private static async Task<HashSet<int>> RunAsync(PostgresSession session, PostgresDatabase database)
    {
        // Read as rows: what is looked up by name may still be as it was before another process made it.
        (long ours, long all) = (await session.ListAsync(
            "SELECT count(*) FILTER (WHERE c.relname = 'schema_version'), count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1",
            row => (row.GetInt64(0), row.GetInt64(1)), Schema))[0];
        return ours > 0 ? [.. await session.ListAsync($"SELECT number FROM {Schema}.schema_version", row => row.GetInt32(0))]
            : all == 0 ? []
            : throw new LedgerException($"{database.Shown} has a schema `{Schema}` that is not of an Assay ledger. Name another database with --store.");
    }
}
