using System.Buffers;
using System.Text;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Storage.Postgres;

/// <summary>
/// Adds responses together, as far as their ids are new, and finds what is there under the others; in the caller's transaction.
/// Ids are added in one order, so that two who bring the same never wait for each other in a circle.
/// </summary>
internal sealed class NewResponses
{
    private readonly Dictionary<string, List<Revision>> _found = new(StringComparer.Ordinal);

    /// <summary>A content under an id.</summary>
    internal sealed record Revision(long Key, int Number, byte[] Hash, long ReceivedAt)
    {
        /// <summary>Added just now.</summary>
        public bool IsNew => Response is not null;

        /// <summary>Of what was added just now.</summary>
        public Response? Response { get; init; }
    }

    /// <summary>A response as it is stored.</summary>
    /// <param name="Body">All of it, whether it is kept or not.</param>
    internal sealed record Written(string Id, byte[] Hash, byte[] Body, Response Response)
    {
        /// <summary>What goes into the table of responses.</summary>
        public required byte[] Stored { get; init; }

        public static Written Of(Response response, bool keepsContent)
        {
            var body = new ArrayBufferWriter<byte>(1024);
            byte[] hash = ResponseJson.WriteHashed(response, body).ToBytes();
            byte[] whole = body.WrittenSpan.ToArray();
            return new Written(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(response.Id)), hash, whole, response) { Stored = keepsContent ? whole : UnkeptContent.Rest(response) };
        }

        public static byte[] Course(Response response) => ResponseJson.Write(UnkeptContent.Course(response));
    }

    /// <summary>What is there under an id now, earlier revisions first.</summary>
    public IReadOnlyList<Revision> Of(string id) => _found[id];

    /// <summary>What was added.</summary>
    public IReadOnlyList<Revision> Added => [.. _found.Values.SelectMany(r => r).Where(r => r.IsNew)];

    /// <summary>Every response that is there now under one of the ids and was there before.</summary>
    public IEnumerable<Revision> Earlier => _found.Values.SelectMany(r => r).Where(r => !r.IsNew);

    public static async Task<NewResponses> AddAsync(PostgresSession session, IReadOnlyList<Written> responses, long now)
    {
        var all = new NewResponses();
        Written[] first = [.. responses.DistinctBy(r => r.Id)];
        Dictionary<string, Written> byId = first.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var added = await session.ListAsync("""
            INSERT INTO responses (response_key, id, revision, content_hash, received_at, body)
            SELECT key, id, 1, hash, $4, body
            FROM (SELECT nextval('responses_response_key_seq') AS key, u.* FROM unnest($1, $2, $3) AS u (id, hash, body)
                -- The first revision may have been removed before later ones.
                WHERE NOT EXISTS (SELECT 1 FROM responses r WHERE r.id = u.id)) AS keyed
            ORDER BY id ON CONFLICT DO NOTHING RETURNING response_key, id
            """, row => (Key: row.GetInt64(0), Id: row.Text(1)), first.Select(r => Encoding.UTF8.GetBytes(r.Id)).ToArray(), first.Select(r => r.Hash).ToArray(), first.Select(r => r.Stored).ToArray(), now);
        foreach ((long key, string id) in added)
        {
            all._found[id] = [new Revision(key, 1, byId[id].Hash, now) { Response = byId[id].Response }];
        }

        byte[][] known = [.. first.Where(r => !all._found.ContainsKey(r.Id)).Select(r => Encoding.UTF8.GetBytes(r.Id))];
        if (known.Length > 0)
        {
            // Locked, so that nobody adds a revision between what is seen here and what is done with it.
            foreach ((string id, Revision revision) in await session.ListAsync(
                "SELECT id, response_key, revision, content_hash, received_at FROM responses WHERE id = ANY($1) ORDER BY id, revision FOR NO KEY UPDATE",
                row => (row.Text(0), new Revision(row.GetInt64(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3), row.GetInt64(4))), [known]))
            {
                if (!all._found.TryGetValue(id, out List<Revision>? revisions))
                {
                    all._found[id] = revisions = [];
                }

                revisions.Add(revision);
            }
        }

        foreach (Written gone in first.Where(r => !all._found.ContainsKey(r.Id)))
        {
            // Removed between the two statements.
            all._found[gone.Id] = [];
            await all.AddRevisionAsync(session, gone, now);
        }

        return all;
    }

    /// <summary>Another content under an id that is there.</summary>
    public async Task<Revision> AddRevisionAsync(PostgresSession session, Written response, long now)
    {
        List<Revision> revisions = _found[response.Id];
        int number = revisions.Count == 0 ? 1 : revisions.Max(r => r.Number) + 1;
        long key = await session.ValueAsync<long>(
            "INSERT INTO responses (id, revision, content_hash, received_at, body) VALUES ($1, $2, $3, $4, $5) RETURNING response_key",
            Encoding.UTF8.GetBytes(response.Id), number, response.Hash, now, response.Stored);
        var added = new Revision(key, number, response.Hash, now) { Response = response.Response };
        revisions.Add(added);
        return added;
    }
}
