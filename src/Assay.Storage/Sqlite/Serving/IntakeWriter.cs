using System.Buffers;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Saves requests, their responses and what these owe each judge, in the caller's transaction.</summary>
internal sealed class IntakeWriter(Database database, Tallies tallies, HeldTexts texts, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan KeysKeptFor = TimeSpan.FromDays(7);

    private readonly Statement _add = new(database, ResponseKeys.Insert);

    private readonly RevisionTable _revisions = new(database, tallies, texts);

    private readonly Statement _addOutcome = new(database, """
        INSERT INTO outcomes (response_key, judge_version_key, state, reason, detail, inclusion_probability, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING
        """);

    /// <summary>Null where the judge does not know the response; else whether it could not judge it because its texts were not kept.</summary>
    private readonly Statement _findSeen = new(database, """
        SELECT max(o.judge_version_key = ?2 AND coalesce(o.reason, '') = 'content_not_kept') FROM outcomes o JOIN judge_versions v USING (judge_version_key)
        WHERE o.response_key = ?1 AND v.name = (SELECT name FROM judge_versions WHERE judge_version_key = ?2)
        """);

    private readonly Statement _oweAgain = new(database, """
        UPDATE outcomes SET state = 0, reason = NULL, detail = NULL, inclusion_probability = ?3, due_at = ?4 WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0
        """);

    private readonly Statement _findKey = new(database, "SELECT body_hash, answer, status FROM idempotency_keys WHERE key = ?1");

    /// <summary>Two at a time, so that each new one more than pays for itself.</summary>
    private readonly Statement _forgetKeys = new(database, """
        DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys WHERE saved_at < ?1 ORDER BY saved_at LIMIT 2)
        """);

    private readonly Statement _addKey = new(database, "INSERT INTO idempotency_keys (key, body_hash, answer, saved_at, status) VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly Statement _moveCursor = new(database, """
        INSERT INTO source_cursors (source, cursor, moved_at) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET cursor = excluded.cursor, moved_at = excluded.moved_at
        """);

    private readonly ArrayBufferWriter<byte> _body = new(4096);

    public IReadOnlyList<IntakeResult> Receive(IReadOnlyList<IntakeRequest> requests, IReadOnlyList<JudgeIntake> judges)
    {
        tallies.Begin();
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var results = new List<IntakeResult>(requests.Count);
        results.AddRange(requests.Select(request => Receive(request, judges, now)));
        tallies.Write();
        return results;
    }

    public void Dispose()
    {
        _add.Dispose();
        _revisions.Dispose();
        _addOutcome.Dispose();
        _findSeen.Dispose();
        _oweAgain.Dispose();
        _findKey.Dispose();
        _addKey.Dispose();
        _forgetKeys.Dispose();
        _moveCursor.Dispose();
    }

    public static string? FindCursor(Database database, string source)
    {
        using var find = new Statement(database, "SELECT cursor FROM source_cursors WHERE source = ?1");
        return find.Set(1, source).Read() ? find.Text(0) : null;
    }

    private IntakeResult Receive(IntakeRequest request, IReadOnlyList<JudgeIntake> judges, long now)
    {
        if (request.Key is { } key && Earlier(key) is { } earlier)
        {
            return earlier;
        }

        var receipts = new Receipt[request.Arrivals.Count];
        for (int i = 0; i < receipts.Length; i++)
        {
            Arrival arrival = request.Arrivals[i];
            receipts[i] = new Receipt(arrival.Response.Id, Receive(arrival, judges, now));
        }

        if (request.Cursor is { } cursor)
        {
            _moveCursor.Set(1, cursor.Source).Set(2, cursor.Cursor).Set(3, now).Execute();
        }

        if (request.Key is { } named)
        {
            _forgetKeys.Set(1, now - (long)KeysKeptFor.TotalMilliseconds).Execute();
            _addKey.Set(1, named.Text).SetBlob(2, named.BodyHash).SetBlob(3, IntakeAnswer.Write(receipts, request.Rejected)).Set(4, now)
                .Set(5, (long)IntakeAnswer.Status(receipts, request.Rejected)).Execute();
        }

        return new IntakeResult.Taken(receipts);
    }

    private IntakeResult? Earlier(IdempotencyKey key)
    {
        if (!_findKey.Set(1, key.Text).Read())
        {
            return null;
        }

        bool isSame = _findKey.Bytes(0).SequenceEqual(key.BodyHash);
        (byte[] answer, long status) = (_findKey.Bytes(1).ToArray(), _findKey.Long(2));
        _findKey.Reset();
        return isSame ? new IntakeResult.Repeated((int)status, answer) : new IntakeResult.KeyTaken();
    }

    private ReceiptKind Receive(in Arrival arrival, IReadOnlyList<JudgeIntake> judges, long now)
    {
        _body.ResetWrittenCount();
        byte[] hash = ResponseJson.WriteHashed(arrival.Response, _body).ToBytes();
        if (TryAdd(arrival, revision: 1, hash, now))
        {
            OweNew(arrival, judges, now);
            return ReceiptKind.Accepted;
        }

        switch (_revisions.Find(arrival.Response, hash))
        {
            case RevisionTable.Place.Known known:
                OweKnown(arrival, judges, known, now);
                return ReceiptKind.Known;
            case RevisionTable.Place.Same same:
                Close(arrival, same.Key, now);
                return ReceiptKind.Known;
            case RevisionTable.Place.Earlier:
                return ReceiptKind.Known;
            case RevisionTable.Place.Next next when arrival.NoContent is null:
                TryAdd(arrival, next.Revision, hash, now);
                OweNew(arrival, judges, now);
                Supersede(arrival.Response.Id, judges, next);
                return ReceiptKind.Accepted;
            default:
                return ReceiptKind.IdTaken;
        }
    }

    private bool TryAdd(in Arrival arrival, long revision, byte[] hash, long now)
    {
        if (_add.Set(1, arrival.Response.Id).Set(2, revision).SetBlob(3, hash).Set(4, now).SetText(5, texts.Stored(arrival.Response, _body.WrittenSpan)).Execute() == 0)
        {
            return false;
        }

        long key = _add.InsertedKey;
        tallies.Slices.Place(key, arrival.Response, now, revision);
        texts.NoteNew(key, arrival.Response);
        return true;
    }

    private void OweNew(in Arrival arrival, IReadOnlyList<JudgeIntake> judges, long now)
    {
        long key = _add.InsertedKey;
        foreach (JudgeIntake judge in judges)
        {
            Owe(arrival, judge, (key, now, IsNew: true), DueAt.AtOnce);
        }
    }

    private void OweKnown(in Arrival arrival, IReadOnlyList<JudgeIntake> judges, RevisionTable.Place.Known known, long now)
    {
        if (!known.IsLast)
        {
            return;
        }

        foreach (JudgeIntake judge in judges)
        {
            // A known response may have come from a file, or before a judge was added. One that an earlier version of the judge
            // has judged is not judged again because somebody sent it twice: that is for `rejudge`, which tells what it costs.
            long? lackedText = _findSeen.Set(1, known.Key).Set(2, judge.Run.JudgeVersion).One().LongOrNull(0);
            _findSeen.Reset();
            if (lackedText is null)
            {
                Owe(arrival, judge, (known.Key, known.ReceivedAt, IsNew: false), DueAt.AfterNew);
            }
            else if (lackedText == 1)
            {
                OweAgain(arrival, judge, known);
            }
        }

        Close(arrival, known.Key, now);
    }

    private void Close(in Arrival arrival, long key, long now)
    {
        if (arrival.Response.Closed)
        {
            _revisions.Close(key, now);
        }
    }

    private void Supersede(string id, IReadOnlyList<JudgeIntake> judges, RevisionTable.Place.Next next)
    {
        if (next.WasSilent)
        {
            _revisions.SupersedeSilent(id);
            return;
        }

        foreach (JudgeIntake judge in judges)
        {
            _revisions.SupersedeOwed(id, next.Revision, judge.Run);
        }
    }

    /// <param name="dueAt">Where its conversation cannot go on, or need not be waited for.</param>
    private void Owe(in Arrival arrival, JudgeIntake judge, (long Key, long ReceivedAt, bool IsNew) response, long dueAt)
    {
        dueAt = DueAtOf(arrival, judge, response.ReceivedAt, dueAt);
        (SkipReason Reason, string? Detail)? skip = arrival.NoContent is { } remedy ? (SkipReason.NoContent, remedy) : judge.Rule.Skips(arrival.Response);
        OutcomeState state = skip is null ? OutcomeState.Owed : OutcomeState.Skipped;
        string? reason = skip?.Reason.ToSnakeCase();
        int added = _addOutcome.Set(1, response.Key).Set(2, judge.Run.JudgeVersion).Set(3, (long)state).Set(4, reason).Set(5, skip?.Detail)
            .Set(6, judge.Rule.Sample.Probability).Set(7, skip is null ? dueAt : null).Execute();
        if (added == 1)
        {
            tallies.Add(judge.Run.JudgeVersion, response.ReceivedAt, state, reason);
            if (skip is null)
            {
                texts.HoldIfUnkept(response.Key, response.IsNew, _body.WrittenSpan);
            }
        }
    }

    /// <summary>What could not be judged because its texts were not kept has come in again, with them.</summary>
    private void OweAgain(in Arrival arrival, JudgeIntake judge, RevisionTable.Place.Known known)
    {
        if (arrival.NoContent is not null || judge.Rule.Skips(arrival.Response) is not null)
        {
            return;
        }

        _oweAgain.Set(1, known.Key).Set(2, judge.Run.JudgeVersion).Set(3, judge.Rule.Sample.Probability).Set(4, DueAtOf(arrival, judge, known.ReceivedAt, DueAt.AfterNew)).Execute();
        tallies.Move(judge.Run.JudgeVersion, known.ReceivedAt, (OutcomeState.Skipped, SkipReason.ContentNotKept.ToSnakeCase()), (OutcomeState.Owed, null));
        texts.HoldIfUnkept(known.Key, isNew: false, _body.WrittenSpan);
    }

    private static long DueAtOf(in Arrival arrival, JudgeIntake judge, long receivedAt, long otherwise) =>
        judge.Rule.NotBefore(arrival.Response, DateTimeOffset.FromUnixTimeMilliseconds(receivedAt))?.ToUnixTimeMilliseconds() ?? otherwise;
}
