using Assay.Scoring.Caching;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Removes responses with everything that was said of them, in small transactions. What was paid stays, without content.</summary>
internal static class ResponseRemoval
{
    private const long Chunk = 200;

    /// <param name="removal">Which of the table <c>responses</c>, with the value as <c>$2</c>.</param>
    /// <param name="after">The last key that was removed before.</param>
    /// <param name="forget">Told first; null: no cache holds anything of them.</param>
    /// <returns>The keys; none when there are none left.</returns>
    public static async Task<IReadOnlyList<long>> RemoveSomeAsync(
        PostgresDatabase database, (string Which, object Value) removal, long after, ForgetReplies? forget, CancellationToken cancellationToken)
    {
        (long[] keys, UInt128[] questions) = await database.ReadAsync(
            async session =>
            {
                long[] found = [.. await session.ListAsync(
                    $"SELECT response_key FROM responses WHERE {removal.Which} AND response_key > $3 ORDER BY response_key LIMIT $1", row => row.GetInt64(0), Chunk, removal.Value, after)];
                UInt128[] asked = [.. (await session.ListAsync(
                    "SELECT questions FROM outcomes WHERE response_key = ANY($1) AND questions IS NOT NULL", row => row.GetFieldValue<byte[]>(0), found)).SelectMany(QuestionsColumn.Read)];
                return (found, asked);
            },
            cancellationToken, isLong: true);
        if (keys.Length == 0)
        {
            return keys;
        }

        if (forget is not null && questions.Length > 0)
        {
            await forget(questions, cancellationToken);
        }

        await database.TransactAsync(session => RemoveAsync(session, keys), cancellationToken, isLong: true);
        return keys;
    }

    private static async Task<int> RemoveAsync(PostgresSession session, long[] keys)
    {
        await session.ExecuteAsync("SELECT 1 FROM responses WHERE response_key = ANY($1) ORDER BY response_key FOR UPDATE", keys);
        var tallies = new Tallies();
        foreach ((long version, long receivedAt, OutcomeState state, string? reason) in await session.ListAsync("""
            SELECT o.judge_version_key, r.received_at, o.state, o.reason FROM outcomes o JOIN responses r USING (response_key) WHERE o.response_key = ANY($1) AND o.repeat = 0
            ORDER BY o.response_key, o.judge_version_key FOR UPDATE OF o
            """, row => (row.GetInt64(0), row.GetInt64(1), (OutcomeState)row.GetInt32(2), row.StringOrNull(3)), keys))
        {
            tallies.Remove(version, receivedAt, state, reason);
        }

        session.Later("UPDATE batch_items SET heard = NULL WHERE response_key = ANY($1) AND heard IS NOT NULL", keys);
        foreach (string table in (string[])["criterion_scores", "panel_stages", "panel_votes", "verdict_samples", "outcomes", "run_items", "held_texts", "unkept_responses", "label_items", "human_labels", "label_skips", "responses"])
        {
            session.Later($"DELETE FROM {table} WHERE response_key = ANY($1)", keys);
        }

        tallies.Write(session);
        await session.SendAsync();
        return keys.Length;
    }
}
