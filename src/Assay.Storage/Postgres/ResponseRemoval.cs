using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Removes responses with everything that was said of them, in small transactions. What was paid stays, without content.</summary>
internal static class ResponseRemoval
{
    private const long Chunk = 200;

    /// <param name="which">Of the table <c>responses</c>, with the value as <c>$2</c>.</param>
    /// <param name="after">The last key that was removed before.</param>
    /// <returns>The keys; none when there are none left.</returns>
    public static async Task<IReadOnlyList<long>> RemoveSomeAsync(PostgresSession session, string which, object value, long after = 0)
    {
        long[] keys =
        [
            .. await session.ListAsync(
                $"SELECT response_key FROM responses WHERE {which} AND response_key > $3 ORDER BY response_key LIMIT $1 FOR UPDATE", row => row.GetInt64(0), Chunk, value, after),
        ];
        if (keys.Length == 0)
        {
            return keys;
        }

        var tallies = new Tallies();
        foreach ((long version, long receivedAt, OutcomeState state, string? reason) in await session.ListAsync("""
            SELECT o.judge_version_key, r.received_at, o.state, o.reason FROM outcomes o JOIN responses r USING (response_key) WHERE o.response_key = ANY($1) AND o.repeat = 0
            ORDER BY o.response_key, o.judge_version_key FOR UPDATE OF o
            """, row => (row.GetInt64(0), row.GetInt64(1), (OutcomeState)row.GetInt32(2), row.StringOrNull(3)), keys))
        {
            tallies.Remove(version, receivedAt, state, reason);
        }

        foreach (string table in (string[])["criterion_scores", "outcomes", "run_items", "responses"])
        {
            session.Later($"DELETE FROM {table} WHERE response_key = ANY($1)", keys);
        }

        tallies.Write(session);
        await session.SendAsync();
        return keys;
    }
}
