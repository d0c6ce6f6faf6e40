using System.Buffers;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Saves requests, their responses and what these owe each judge, in the caller's transaction.</summary>
internal sealed class IntakeWriter(Database database, Tallies tallies, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan KeysKeptFor = TimeSpan.FromDays(7);

    private readonly Statement _add = new(database, $"""
        INSERT INTO responses (response_key, id, revision, content_hash, received_at, body) VALUES ({ResponseKeys.Next}, ?1, ?5, ?2, ?3, ?4) ON CONFLICT DO NOTHING
        """);

    private readonly Statement _find = new(database, "SELECT response_key, received_at FROM responses WHERE id = ?1 AND content_hash = ?2");

    /// <summary>How many revisions an id has, and how many of them came without content.</summary>
    private readonly Statement _findSilent = new(database, """
        SELECT count(*), sum(EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = r.response_key AND o.reason = 'no_content')) FROM responses r WHERE r.id = ?1
        """);

    private readonly Statement _findSilentOutcomes = new(database, """
        SELECT o.response_key, o.judge_version_key, r.received_at FROM responses r JOIN outcomes o USING (response_key) WHERE r.id = ?1 AND o.reason = 'no_content'
        """);

    private readonly Statement _supersede = new(database, """
        UPDATE outcomes SET reason = 'superseded', detail = 'What was said came in later.' WHERE response_key = ?1 AND judge_version_key = ?2 AND reason = 'no_content'
        """);

    private readonly Statement _addOutcome = new(database, """
        INSERT INTO outcomes (response_key, judge_version_key, state, reason, detail, inclusion_probability, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING
        """);

    private readonly Statement _findSeen = new(database, """
        SELECT 1 FROM outcomes o JOIN judge_versions v USING (judge_version_key)
        WHERE o.response_key = ?1 AND v.name = (SELECT name FROM judge_versions WHERE judge_version_key = ?2)
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
        _find.Dispose();
        _findSilent.Dispose();
        _findSilentOutcomes.Dispose();
        _supersede.Dispose();
        _addOutcome.Dispose();
        _findSeen.Dispose();
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
        bool isNew = Add(arrival, revision: 1, hash, now);
        long key = _add.InsertedKey;
        long receivedAt = now;
        if (!isNew)
        {
            if (!_find.Set(1, arrival.Response.Id).SetBlob(2, hash).Read())
            {
                if (arrival.NoContent is not null || SilentRevisions(arrival.Response.Id) is not { } silent)
                {
                    return ReceiptKind.IdTaken;
                }

                isNew = Add(arrival, silent + 1, hash, now);
                key = _add.InsertedKey;
                Supersede(arrival.Response.Id);
            }
            else
            {
                key = _find.Long(0);
                receivedAt = _find.Long(1);
                _find.Reset();
            }
        }

        foreach (JudgeIntake judge in judges)
        {
            // A known response may have come from a file, or before a judge was added. One that an earlier version of the judge
            // has judged is not judged again because somebody sent it twice: that is for `rejudge`, which tells what it costs.
            if (isNew || !HasSeen(judge, key))
            {
                Owe(arrival, judge, key, receivedAt, isNew ? DueAt.AtOnce : DueAt.AfterNew);
            }
        }

        return isNew ? ReceiptKind.Accepted : ReceiptKind.Known;
    }

    private bool Add(in Arrival arrival, long revision, byte[] hash, long now) =>
        _add.Set(1, arrival.Response.Id).SetBlob(2, hash).Set(3, now).SetText(4, _body.WrittenSpan).Set(5, revision).Execute() == 1;

    /// <summary>How many revisions there are, where none of them has content; else null.</summary>
    private long? SilentRevisions(string id)
    {
        _findSilent.Set(1, id).One();
        (long revisions, long silent) = (_findSilent.Long(0), _findSilent.Long(1));
        _findSilent.Reset();
        return revisions == silent ? revisions : null;
    }

    /// <summary>A sender may tell of a call in one report, and what was said in another that comes later.</summary>
    private void Supersede(string id)
    {
        var silent = new List<(long Key, long Version, long ReceivedAt)>();
        _findSilentOutcomes.Set(1, id);
        while (_findSilentOutcomes.Read())
        {
            silent.Add((_findSilentOutcomes.Long(0), _findSilentOutcomes.Long(1), _findSilentOutcomes.Long(2)));
        }

        foreach ((long key, long version, long receivedAt) in silent)
        {
            _supersede.Set(1, key).Set(2, version).Execute();
            tallies.Move(version, receivedAt, (OutcomeState.Skipped, SkipReason.NoContent.ToSnakeCase()), (OutcomeState.Skipped, SkipReason.Superseded.ToSnakeCase()));
        }
    }

    private bool HasSeen(JudgeIntake judge, long key)
    {
        bool found = _findSeen.Set(1, key).Set(2, judge.Run.JudgeVersion).Read();
        _findSeen.Reset();
        return found;
    }

    private void Owe(in Arrival arrival, JudgeIntake judge, long key, long receivedAt, long dueAt)
    {
        (SkipReason Reason, string? Detail)? skip = arrival.NoContent is { } remedy ? (SkipReason.NoContent, remedy) : judge.Rule.Skips(arrival.Response);
        OutcomeState state = skip is null ? OutcomeState.Owed : OutcomeState.Skipped;
        string? reason = skip?.Reason.ToSnakeCase();
        int added = _addOutcome.Set(1, key).Set(2, judge.Run.JudgeVersion).Set(3, (long)state).Set(4, reason).Set(5, skip?.Detail)
            .Set(6, judge.Rule.Sample.Probability).Set(7, skip is null ? dueAt : null).Execute();
        if (added == 1)
        {
            tallies.Add(judge.Run.JudgeVersion, receivedAt, state, reason);
        }
    }
}
