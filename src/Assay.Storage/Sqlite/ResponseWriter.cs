using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Saves responses, their place in the run and what they owe the judge, in the caller's transaction.</summary>
internal sealed class ResponseWriter(SqliteConnection connection, TimeProvider clock) : IDisposable
{
    private readonly Statement _find = new(connection, """
        SELECT r.response_key, r.content_hash, i.position, i.place, o.state
        FROM responses r
        LEFT JOIN run_items i ON i.run_key = ?2 AND i.response_key = r.response_key
        LEFT JOIN outcomes o ON o.response_key = r.response_key AND o.judge_version_key = ?3 AND o.repeat = 0
        WHERE r.id = ?1
        """, 3);

    private readonly Statement _addResponse = new(connection, """
        INSERT INTO responses (id, revision, content_hash, received_at, body) VALUES (?1, ?2, ?3, ?4, CAST(?5 AS TEXT)) RETURNING response_key
        """, 5);

    private readonly Statement _addItem = new(connection, "INSERT INTO run_items (run_key, response_key, position, place) VALUES (?1, ?2, ?3, ?4)", 4);

    private readonly Statement _addOutcome = new(connection, "INSERT INTO outcomes (response_key, judge_version_key) VALUES (?1, ?2)", 2);

    public Acceptance Accept(RunKey run, IReadOnlyList<SourcedResponse> responses)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var accepted = new List<AcceptedResponse>(responses.Count);
        foreach (SourcedResponse sourced in responses)
        {
            byte[] hash = ContentHash.Of(sourced.Response).ToBytes();
            Found found = Find(run, sourced.Response.Id, hash);
            if (found.OtherPlace is { } place)
            {
                return new Acceptance(accepted, new InputException(sourced.Place,
                    $"the id \"{sourced.Response.Id}\" already stands at {place} with other content.",
                    "Give each response an id of its own, or leave `id` out: it is then derived from the content."));
            }

            accepted.Add(Save(run, sourced, hash, found, now));
        }

        return new Acceptance(accepted, Conflict: null);
    }

    public void Dispose()
    {
        _find.Dispose();
        _addResponse.Dispose();
        _addItem.Dispose();
        _addOutcome.Dispose();
    }

    private AcceptedResponse Save(RunKey run, SourcedResponse sourced, byte[] hash, Found found, long now)
    {
        long key = found.Key ?? (long)_addResponse.Set(1, sourced.Response.Id).Set(2, found.Revisions + 1).Set(3, hash).Set(4, now)
            .Set(5, ResponseJson.Write(sourced.Response)).Scalar()!;
        if (found.State is null)
        {
            _addOutcome.Set(1, key).Set(2, run.JudgeVersion).Execute();
        }

        if (found.Position is null)
        {
            _addItem.Set(1, run.Run).Set(2, key).Set(3, sourced.Position).Set(4, sourced.Place).Execute();
        }

        // A run that is continued meets its own items again, at the same position; a repeated line stands at another.
        bool isNew = found.Position is null || found.Position == sourced.Position;
        return new AcceptedResponse(key, sourced.Response, found.State ?? OutcomeState.Owed, isNew);
    }

    private Found Find(RunKey run, string id, byte[] hash)
    {
        var found = new Found();
        using SqliteDataReader reader = _find.Set(1, id).Set(2, run.Run).Set(3, run.JudgeVersion).Query();
        while (reader.Read())
        {
            found.Revisions++;
            if (hash.AsSpan().SequenceEqual((byte[])reader.GetValue(1)))
            {
                found.Key = reader.GetInt64(0);
                found.Position = reader.IsDBNull(2) ? null : reader.GetInt64(2);
                found.State = reader.IsDBNull(4) ? null : (OutcomeState)reader.GetInt64(4);
            }
            else if (!reader.IsDBNull(3))
            {
                found.OtherPlace = reader.GetString(3);
            }
        }

        return found;
    }

    /// <summary>What the ledger already holds under an id.</summary>
    private struct Found
    {
        public int Revisions;
        public long? Key;
        public long? Position;
        public OutcomeState? State;
        public string? OtherPlace;
    }
}
