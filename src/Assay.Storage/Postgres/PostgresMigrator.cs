using Assay.Configuring;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>
/// Brings the schema <c>assay</c> of a database to this program's state: numbered scripts, counted in a table. Processes that
/// start together wait for each other; the first one does it.
/// </summary>
internal static class PostgresMigrator
{
    public const string Schema = "assay";

    /// <summary>Marks who migrates ("ASSY").</summary>
    private const long Lock = 0x41535359;

    /// <exception cref="LedgerException">The schema belongs to another program, or to a newer Assay.</exception>
    public static async Task MigrateAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        IReadOnlyList<(int Number, string Text)> scripts = NumberedScripts.Of("Postgres");
        if (await database.ReadAsync(session => VersionAsync(session, database), cancellationToken) is var found && found == scripts[^1].Number)
        {
            return;
        }

        if (found > scripts[^1].Number)
        {
            throw Newer(database, found, scripts[^1].Number);
        }

        foreach ((int number, string text) in scripts.Where(s => s.Number > found))
        {
            await database.TransactAsync(async session =>
            {
                await session.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", Lock);
                if (await VersionAsync(session, database) >= number)
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
        int known = NumberedScripts.Of("Postgres")[^1].Number;
        int found = await database.ReadAsync(session => VersionAsync(session, database), cancellationToken);
        if (found != known)
        {
            throw found < known ? LedgerStore.Earlier(database.Shown) : Newer(database, found, known);
        }
    }

    /// <summary>Whether there is a ledger.</summary>
    public static Task<bool> ExistsAsync(PostgresDatabase database, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => await VersionAsync(session, database) > 0, cancellationToken);

    private static LedgerException Newer(PostgresDatabase database, int found, int known) =>
        new($"{database.Shown} was written by a newer Assay (schema {found}, this one knows {known}). Update Assay, or name another ledger with --store.");

    /// <summary>0 where there is no ledger yet.</summary>
    private static async Task<int> VersionAsync(PostgresSession session, PostgresDatabase database)
    {
        // Read as rows: what is looked up by name may still be as it was before another process made it.
        (long ours, long all) = (await session.ListAsync(
            "SELECT count(*) FILTER (WHERE c.relname = 'schema_version'), count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1",
            row => (row.GetInt64(0), row.GetInt64(1)), Schema))[0];
        return ours > 0 ? await session.ValueAsync<int>($"SELECT coalesce(max(number), 0) FROM {Schema}.schema_version")
            : all == 0 ? 0
            : throw new LedgerException($"{database.Shown} has a schema `{Schema}` that is not of an Assay ledger. Name another database with --store.");
    }
}
