using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>
/// The texts of responses that are not to be kept: in a table of their own while something is owed, deleted in the transaction that
/// ends that. Whoever holds or deletes one locks its row first, so that of two who each end something the second sees both.
/// </summary>
internal static class HeldTexts
{
    /// <summary>Notes that responses that came in now are not kept.</summary>
    public static void Note(PostgresSession session, IReadOnlyList<NewResponses.Revision> added)
    {
        if (added.Count > 0)
        {
            session.Later(
                "INSERT INTO unkept_responses SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING",
                added.Select(a => a.Key).ToArray(), added.Select(a => NewResponses.Written.Course(a.Response!)).ToArray());
        }
    }

    /// <summary>Something has come to be owed for responses; of those that are not kept, this is what was said.</summary>
    public static void Hold(PostgresSession session, IReadOnlyList<(long Key, byte[] Body)> owed)
    {
        if (owed.Count > 0)
        {
            (long Key, byte[] Body)[] held = [.. owed.DistinctBy(o => o.Key).OrderBy(o => o.Key)];
            session.Later("""
                INSERT INTO held_texts (response_key, body) SELECT u.key, u.body FROM unnest($1, $2) AS u (key, body) JOIN unkept_responses k ON k.response_key = u.key ORDER BY 1
                ON CONFLICT (response_key) DO UPDATE SET body = held_texts.body
                """, held.Select(h => h.Key).ToArray(), held.Select(h => h.Body).ToArray());
        }
    }

    /// <summary>Something is not owed any more for responses.</summary>
    public static async Task ForgetUnlessOwedAsync(PostgresSession session, IEnumerable<long> responses)
    {
        long[] keys = [.. responses.Distinct().Order()];
        if (keys.Length > 0)
        {
            await session.ExecuteAsync("SELECT 1 FROM held_texts WHERE response_key = ANY($1) ORDER BY response_key FOR UPDATE", keys);
            session.Later("""
                DELETE FROM held_texts h WHERE response_key = ANY($1) AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = h.response_key AND o.state = 0)
                """, keys);
        }
    }

    /// <summary>What may be stored of it.</summary>
    public static IReadOnlyList<JudgedResponse> Storable(IReadOnlyList<JudgedResponse> judged, bool keepsContent) =>
        [.. judged.Select(j => keepsContent && !j.IsUnkept ? j : j with { Judged = JudgedTexts.Without(j.Judged) })];
}
