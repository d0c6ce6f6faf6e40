using System.Buffers;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>Saves responses, their place in the run and what they owe the judge, in the caller's transaction.</summary>
internal sealed class ResponseWriter(Database database, Tallies tallies, HeldTexts texts, TimeProvider clock) : IDisposable
{
    private static readonly string NotSampled = SkipReason.NotSampled.ToSnakeCase();
    private static readonly string NotMatched = SkipReason.NotMatched.ToSnakeCase();
    private static readonly string ContentNotKept = SkipReason.ContentNotKept.ToSnakeCase();
    private static readonly string OverBudget = SkipReason.OverBudget.ToSnakeCase();

    private readonly Statement _add = new(database, ResponseKeys.Insert);

    private readonly Statement _find = new(database, """
        SELECT r.response_key, r.content_hash, i.position, i.place, o.state, o.reason, o.inclusion_probability, r.received_at, r.revision
        FROM responses r
        LEFT JOIN run_items i ON i.run_key = ?2 AND i.response_key = r.response_key
        LEFT JOIN outcomes o ON o.response_key = r.response_key AND o.judge_version_key = ?3 AND o.repeat = ?4
        WHERE r.id = ?1
        """);

    private readonly Statement _addItem = new(database, "INSERT INTO run_items (run_key, response_key, position, place) VALUES (?1, ?2, ?3, ?4)");

    private readonly Statement _addOutcome = new(database, """
        INSERT INTO outcomes (response_key, judge_version_key, repeat, state, reason, inclusion_probability, detail) VALUES (?1, ?2, ?7, ?3, ?4, ?5, ?6)
        """);

    private readonly Statement _widen = new(database, """
        UPDATE outcomes SET inclusion_probability = ?3, state = iif(?4, 0, state), reason = iif(?4, NULL, reason), detail = iif(?4, NULL, detail),
            raw_reply = iif(?4, NULL, raw_reply), decided_at = iif(?4, NULL, decided_at)
        WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = ?5
        """);

    private readonly ArrayBufferWriter<byte> _body = new(4096);

    public Acceptance Accept(RunKey run, IReadOnlyList<SourcedResponse> responses, IntakeRule rule)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var accepted = new List<AcceptedResponse>(responses.Count);
        tallies.Begin();
        foreach (SourcedResponse sourced in responses)
        {
            _body.ResetWrittenCount();
            byte[] hash = ResponseJson.WriteHashed(sourced.Response, _body).ToBytes();

            // Most responses are new, and the attempt to add one tells whether it is.
            Found found = Add(sourced.Response, revision: 1, hash, now) is { } added ? new Found { Key = added, ReceivedAt = now, IsNew = true } : Find(run, sourced.Response.Id, hash);
            if (found.OtherPlace is { } place)
            {
                tallies.Write();
                return new Acceptance(accepted, new InputException(sourced.Place,
                    $"the id \"{sourced.Response.Id}\" already stands at {place} with other content.",
                    "Give each response an id of its own, or leave `id` out: it is then derived from the content."));
            }

            if (found.Key is null)
            {
                found.Key = Add(sourced.Response, found.LastRevision + 1, hash, now);
                found.ReceivedAt = now;
                found.IsNew = true;
            }

            accepted.Add(Save(run, sourced, rule, found));
        }

        tallies.Write();
        return new Acceptance(accepted, Conflict: null);
    }

    public void Dispose()
    {
        _add.Dispose();
        _find.Dispose();
        _addItem.Dispose();
        _addOutcome.Dispose();
        _widen.Dispose();
    }

    /// <summary>The key of the new row; null where it is to be the first revision and the id is known.</summary>
    private long? Add(Response response, long revision, byte[] hash, long now)
    {
        if (_add.Set(1, response.Id).Set(2, revision).SetBlob(3, hash).Set(4, now).SetText(5, texts.Stored(response, _body.WrittenSpan)).Execute() == 0)
        {
            return null;
        }

        long key = _add.InsertedKey;
        tallies.Slices.Place(key, response, now, revision);
        texts.NoteNew(key, response);
        return key;
    }

    private AcceptedResponse Save(RunKey run, SourcedResponse sourced, IntakeRule rule, in Found found)
    {
        long key = found.Key!.Value;
        OutcomeState state = Owe(run, key, rule, rule.Skips(sourced.Response), found);
        if (state == OutcomeState.Owed && found.State != OutcomeState.Owed)
        {
            texts.HoldIfUnkept(key, found.IsNew, _body.WrittenSpan);
        }

        if (found.Position is null)
        {
            _addItem.Set(1, run.Run).Set(2, key).Set(3, sourced.Position).Set(4, sourced.Place).Execute();
        }

        // A run that is continued meets its own items again, at the same position; a repeated line stands at another.
        bool isNew = found.Position is null || found.Position == sourced.Position;
        return new AcceptedResponse(key, DateTimeOffset.FromUnixTimeMilliseconds(found.ReceivedAt), sourced.Response, state, isNew) { IsUnkept = texts.IsUnkept(key, found.IsNew) };
    }

    /// <summary>
    /// A wider sample holds all of a narrower one, so what both decided about counts as drawn by the wider one; also what is
    /// judged already, else it would weigh more than the responses that came in with it.
    /// </summary>
    private OutcomeState Owe(RunKey run, long key, IntakeRule rule, (SkipReason Reason, string? Detail)? skip, in Found found)
    {
        double probability = rule.Sample.Probability;
        if (found.State is not { } state)
        {
            state = skip is null ? OutcomeState.Owed : OutcomeState.Skipped;
            string? reason = skip?.Reason.ToSnakeCase();
            _addOutcome.Set(1, key).Set(2, run.JudgeVersion).Set(3, (long)state).Set(4, reason).Set(5, probability).Set(6, skip?.Detail).Set(7, run.Repeat).Execute();
            if (run.Repeat == 0)
            {
                tallies.Add(run.JudgeVersion, found.ReceivedAt, state, reason);
            }

            return state;
        }

        bool isOwedAgain = skip is null && (state == OutcomeState.Skipped
            ? found.Reason == NotSampled || found.Reason == NotMatched || found.Reason == ContentNotKept || found.Reason == OverBudget
            : state == OutcomeState.Unscored && rule.AsksFailedAgain && found.Position is null);
        if (isOwedAgain || found.Probability < probability)
        {
            if (run.Repeat == 0)
            {
                // What is judged already stands in the rollups with the probability that it had.
                tallies.Decided.Remove(key, run.JudgeVersion);
            }

            _widen.Set(1, key).Set(2, run.JudgeVersion).Set(3, probability).Set(4, isOwedAgain ? 1 : 0).Set(5, run.Repeat).Execute();
            if (run.Repeat == 0 && !isOwedAgain && state is (OutcomeState.Scored or OutcomeState.Unscored))
            {
                tallies.Decided.Add(key, run.JudgeVersion);
            }
        }

        if (isOwedAgain && run.Repeat == 0)
        {
            tallies.Move(run.JudgeVersion, found.ReceivedAt, (state, found.Reason), (OutcomeState.Owed, null));
        }

        return isOwedAgain ? OutcomeState.Owed : state;
    }

    private Found Find(RunKey run, string id, ReadOnlySpan<byte> hash)
    {
        var found = new Found();
        _find.Set(1, id).Set(2, run.Run).Set(3, run.JudgeVersion).Set(4, run.Repeat);
        while (_find.Read())
        {
            found.LastRevision = Math.Max(found.LastRevision, _find.Long(8));
            if (_find.Bytes(1).SequenceEqual(hash))
            {
                found.Key = _find.Long(0);
                found.Position = _find.LongOrNull(2);
                found.State = (OutcomeState?)_find.LongOrNull(4);
                found.Reason = _find.TextOrNull(5);
                found.Probability = _find.Double(6);
                found.ReceivedAt = _find.Long(7);
            }
            else if (!_find.IsNull(3))
            {
                found.OtherPlace = _find.Text(3);
            }
        }

        return found;
    }

    /// <summary>What the ledger already holds under an id.</summary>
    private struct Found
    {
        public bool IsNew;
        public long LastRevision;
        public long? Key;
        public long? Position;
        public OutcomeState? State;
        public string? Reason;
        public double Probability;
        public string? OtherPlace;
        public long ReceivedAt;
    }
}
