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
    private readonly Statement _add = new(database, """
        INSERT INTO responses (id, revision, content_hash, received_at, body) VALUES (?1, 1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
        """);

    private readonly Statement _find = new(database, "SELECT response_key, received_at FROM responses WHERE id = ?1 AND content_hash = ?2");

    private readonly Statement _addOutcome = new(database, """
        INSERT INTO outcomes (response_key, judge_version_key, state, reason, detail, inclusion_probability, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING
        """);

    private readonly Statement _findKey = new(database, "SELECT body_hash, answer FROM idempotency_keys WHERE key = ?1");
    private readonly Statement _addKey = new(database, "INSERT INTO idempotency_keys (key, body_hash, answer, saved_at) VALUES (?1, ?2, ?3, ?4)");
    private readonly ArrayBufferWriter<byte> _body = new(4096);

    public IReadOnlyList<IntakeResult> Receive(IReadOnlyList<IntakeRequest> requests, IReadOnlyList<IntakeRule> rules)
    {
        tallies.Begin();
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var results = new List<IntakeResult>(requests.Count);
        results.AddRange(requests.Select(request => Receive(request, rules, now)));
        tallies.Write();
        return results;
    }

    public void Dispose()
    {
        _add.Dispose();
        _find.Dispose();
        _addOutcome.Dispose();
        _findKey.Dispose();
        _addKey.Dispose();
    }

    private IntakeResult Receive(IntakeRequest request, IReadOnlyList<IntakeRule> rules, long now)
    {
        if (request.Key is { } key && Earlier(key) is { } earlier)
        {
            return earlier;
        }

        var receipts = new Receipt[request.Arrivals.Count];
        for (int i = 0; i < receipts.Length; i++)
        {
            Arrival arrival = request.Arrivals[i];
            receipts[i] = new Receipt(arrival.Response.Id, Receive(arrival, rules, now));
        }

        if (request.Key is { } named)
        {
            _addKey.Set(1, named.Text).SetBlob(2, named.BodyHash).SetBlob(3, IntakeAnswer.Write(receipts, request.Rejected)).Set(4, now).Execute();
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
        byte[] answer = _findKey.Bytes(1).ToArray();
        _findKey.Execute();
        return isSame ? new IntakeResult.Repeated(answer) : new IntakeResult.KeyTaken();
    }

    private ReceiptKind Receive(in Arrival arrival, IReadOnlyList<IntakeRule> rules, long now)
    {
        _body.ResetWrittenCount();
        byte[] hash = ResponseJson.WriteHashed(arrival.Response, _body).ToBytes();
        bool isNew = _add.Set(1, arrival.Response.Id).SetBlob(2, hash).Set(3, now).SetText(4, _body.WrittenSpan).Execute() == 1;
        long key = _add.InsertedKey;
        long receivedAt = now;
        if (!isNew)
        {
            if (!_find.Set(1, arrival.Response.Id).SetBlob(2, hash).Read())
            {
                return ReceiptKind.IdTaken;
            }

            key = _find.Long(0);
            receivedAt = _find.Long(1);
            _find.Execute();
        }

        // Also of a known response: it may have come from a file, or before a judge was added.
        foreach (IntakeRule rule in rules)
        {
            Owe(arrival, rule, key, receivedAt);
        }

        return isNew ? ReceiptKind.Accepted : ReceiptKind.Known;
    }

    private void Owe(in Arrival arrival, IntakeRule rule, long key, long receivedAt)
    {
        (SkipReason Reason, string? Detail)? skip = rule.Skips(arrival);
        OutcomeState state = skip is null ? OutcomeState.Owed : OutcomeState.Skipped;
        string? reason = skip?.Reason.ToSnakeCase();
        int added = _addOutcome.Set(1, key).Set(2, rule.Run.JudgeVersion).Set(3, (long)state).Set(4, reason).Set(5, skip?.Detail)
            .Set(6, rule.Sample.Probability).Set(7, skip is null ? 0 : null).Execute();
        if (added == 1)
        {
            tallies.Add(rule.Run.JudgeVersion, receivedAt, state, reason);
        }
    }
}
