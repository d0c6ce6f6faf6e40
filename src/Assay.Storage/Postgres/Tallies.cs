namespace Assay.Storage.Postgres;

/// <summary>Gathers the changes of one transaction in the counts of outcomes, and adds them as rows of differences: no two transactions wait for each other.</summary>
internal sealed class Tallies : TallyChanges
{
    /// <summary>Marks who adds up ("TALL").</summary>
    private const long Lock = 0x54414c4c;

    public void Write(PostgresSession session)
    {
        var changes = Changes.ToList();
        if (changes.Count > 0)
        {
            session.Later(
                "INSERT INTO tally_changes SELECT * FROM unnest($1, $2, $3, $4, $5)",
                changes.Select(c => c.Version).ToArray(), changes.Select(c => c.Hour).ToArray(), changes.Select(c => (int)c.State).ToArray(),
                changes.Select(c => c.Reason).ToArray(), changes.Select(c => c.Change).ToArray());
        }

        Begin();
    }

    /// <summary>Adds up the differences, in one statement: whoever reads sees each of them once.</summary>
    public static async Task<int> FoldAsync(PostgresSession session) =>
        await session.ValueAsync<bool>("SELECT pg_try_advisory_xact_lock($1)", Lock)
            ? await session.ExecuteAsync("""
                WITH gone AS (DELETE FROM tally_changes RETURNING *)
                INSERT INTO tallies SELECT judge_version_key, hour, state, reason, sum(outcomes) FROM gone GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
                ON CONFLICT (judge_version_key, hour, state, reason) DO UPDATE SET outcomes = tallies.outcomes + excluded.outcomes
                """)
            : 0;
}
