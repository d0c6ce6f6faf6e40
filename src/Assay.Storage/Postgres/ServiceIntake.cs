using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Saves requests, their responses and what these owe each judge, in one transaction.</summary>
internal sealed class ServiceIntake(PostgresSession session, IReadOnlyList<JudgeIntake> judges, long now, bool keepsContent)
{
    private static readonly TimeSpan KeysKeptFor = TimeSpan.FromDays(7);
    private static readonly string NoContent = SkipReason.NoContent.ToSnakeCase();
    private static readonly string ContentNotKept = SkipReason.ContentNotKept.ToSnakeCase();

    private readonly Tallies _tallies = new();
    private readonly NewOutcomes _added = new();
    private readonly EarlierRevisions _changes = new();

    /// <summary>The revisions that were told of without content.</summary>
    private readonly HashSet<long> _silent = [];

    /// <summary>Which judges, by name and in whatever version, a response that was there is known to.</summary>
    private readonly HashSet<(long Key, string Judge)> _seen = [];

    /// <summary>Those of the added ones that a request has brought in; whoever brings the same after it finds them known.</summary>
    private readonly HashSet<long> _taken = [];
    private Dictionary<long, string> _names = [];
    private Dictionary<long, (Response Response, bool IsUnkept)> _last = [];

    /// <summary>Outcomes that were skipped because the texts were not kept, by response and judge version.</summary>
    private readonly HashSet<(long Key, long Version)> _withoutTexts = [];
    private readonly List<(long Key, JudgeIntake Judge, long ReceivedAt, long Due)> _again = [];

    /// <summary>What was said in those that are owed now to somebody, as far as it may have to be held.</summary>
    private readonly Dictionary<long, byte[]> _bodies = [];

    public async Task<IReadOnlyList<IntakeResult>> ReceiveAsync(IReadOnlyList<IntakeRequest> requests)
    {
        Dictionary<string, KeyedAnswer> keyed = await ClaimKeysAsync([.. requests.Where(r => r.Key is not null).Select(r => r.Key!)]);
        var first = new HashSet<string>(StringComparer.Ordinal);
        NewResponses.Written[]?[] written =
        [
            .. requests.Select(r => r.Key is null || (keyed[r.Key.Text].IsOurs && first.Add(r.Key.Text)) ? r.Arrivals.Select(a => NewResponses.Written.Of(a.Response, keepsContent)).ToArray() : null),
        ];
        NewResponses stored = await NewResponses.AddAsync(session, [.. written.SelectMany(w => w ?? [])], now);
        await FindAsync([.. stored.Earlier.Select(r => r.Key)]);
        await FindLastAsync(stored, written.SelectMany(w => w ?? []));
        var results = new List<IntakeResult>(requests.Count);
        for (int i = 0; i < written.Length; i++)
        {
            results.Add(written[i] is { } texts ? await TakeAsync(requests[i], texts, stored, keyed) : Earlier(requests[i].Key!, keyed));
        }

        if (!keepsContent)
        {
            HeldTexts.Note(session, stored.Added);
        }

        IReadOnlySet<long> owed = await _added.WriteAsync(session, _tallies);
        OweAgain();
        HeldTexts.Hold(session, [.. owed.Concat(_again.Select(a => a.Key)).Where(_bodies.ContainsKey).Select(k => (k, _bodies[k]))]);
        await _changes.WriteAsync(session, [.. judges.Select(j => j.Run.JudgeVersion)], now, _tallies);
        _tallies.Write(session);
        await session.SendAsync();
        return results;
    }

    public static async Task<string?> FindCursorAsync(PostgresSession session, string source) =>
        (await session.ListAsync("SELECT cursor FROM source_cursors WHERE source = $1", row => row.Text(0), source)).FirstOrDefault();

    private static IntakeResult Earlier(IdempotencyKey key, Dictionary<string, KeyedAnswer> keyed) => keyed[key.Text] is var earlier && earlier.BodyHash.AsSpan().SequenceEqual(key.BodyHash)
        ? new IntakeResult.Repeated(earlier.Status, earlier.Answer)
        : new IntakeResult.KeyTaken();

    private async Task<IntakeResult> TakeAsync(IntakeRequest request, NewResponses.Written[] texts, NewResponses stored, Dictionary<string, KeyedAnswer> keyed)
    {
        var receipts = new Receipt[request.Arrivals.Count];
        for (int i = 0; i < receipts.Length; i++)
        {
            receipts[i] = new Receipt(request.Arrivals[i].Response.Id, await ReceiveAsync(request.Arrivals[i], texts[i], stored));
        }

        Finish(request, receipts, keyed);
        return new IntakeResult.Taken(receipts);
    }

    private void Finish(IntakeRequest request, Receipt[] receipts, Dictionary<string, KeyedAnswer> keyed)
    {
        if (request.Cursor is { } cursor)
        {
            session.Later("""
                INSERT INTO source_cursors VALUES ($1, $2, $3) ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor, moved_at = excluded.moved_at
                """, cursor.Source, RowReading.Utf8(cursor.Cursor), now);
        }

        if (request.Key is { } key)
        {
            var answer = new KeyedAnswer(key.BodyHash, IntakeAnswer.Status(receipts, request.Rejected), IntakeAnswer.Write(receipts, request.Rejected), IsOurs: true);
            keyed[key.Text] = answer;
            session.Later("UPDATE idempotency_keys SET status = $2, answer = $3 WHERE key = $1", RowReading.Utf8(key.Text), answer.Status, answer.Answer);
        }
    }

    /// <summary>
    /// Takes the keys, in one order: whoever brings one that another is just saving waits until that is through, and then finds
    /// its answer. Old ones are forgotten, two for each new one.
    /// </summary>
    private async Task<Dictionary<string, KeyedAnswer>> ClaimKeysAsync(IdempotencyKey[] keys)
    {
        var answers = new Dictionary<string, KeyedAnswer>(StringComparer.Ordinal);
        if (keys.Length == 0)
        {
            return answers;
        }

        IdempotencyKey[] first = [.. keys.DistinctBy(k => k.Text)];
        byte[][] texts = [.. first.Select(k => RowReading.Utf8(k.Text)!)];
        session.Later("""
            DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys WHERE saved_at < $1 ORDER BY saved_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, now - (long)KeysKeptFor.TotalMilliseconds, 2L * first.Length);
        var ours = (await session.ListAsync("""
            INSERT INTO idempotency_keys SELECT key, body_hash, 0, '', $3 FROM unnest($1, $2) AS u (key, body_hash) ORDER BY key ON CONFLICT DO NOTHING RETURNING key
            """, row => row.Text(0), texts, first.Select(k => k.BodyHash).ToArray(), now)).ToHashSet(StringComparer.Ordinal);
        foreach ((string key, KeyedAnswer answer) in await session.ListAsync(
            "SELECT key, body_hash, status, answer FROM idempotency_keys WHERE key = ANY($1)",
            row => (row.Text(0), new KeyedAnswer(row.GetFieldValue<byte[]>(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3), ours.Contains(row.Text(0)))), [texts]))
        {
            answers[key] = answer;
        }

        return answers;
    }

    private async Task<ReceiptKind> ReceiveAsync(Arrival arrival, NewResponses.Written written, NewResponses stored)
    {
        IReadOnlyList<NewResponses.Revision> revisions = stored.Of(written.Id);
        NewResponses.Revision? same = revisions.FirstOrDefault(r => r.Hash.AsSpan().SequenceEqual(written.Hash));
        if (same is not null)
        {
            bool isNew = same.IsNew && _taken.Add(same.Key);
            if (isNew || same == revisions[^1])
            {
                Owe(arrival, written, same, isNew ? DueAt.AtOnce : DueAt.AfterNew);
            }

            if (!isNew && same == revisions[^1])
            {
                _changes.Close(arrival, same.Key);
            }

            return isNew ? ReceiptKind.Accepted : ReceiptKind.Known;
        }

        bool wasSilent = revisions.All(r => _silent.Contains(r.Key));
        switch (wasSilent ? Continuation.GoesOn : Compare(revisions[^1], arrival.Response))
        {
            case Continuation.Same:
                _changes.Close(arrival, revisions[^1].Key);
                return ReceiptKind.Known;
            case Continuation.Earlier:
                return ReceiptKind.Known;
            case Continuation.GoesOn when arrival.NoContent is null:
                long[] earlier = [.. revisions.Select(r => r.Key)];
                NewResponses.Revision added = await stored.AddRevisionAsync(session, written, now);
                _taken.Add(added.Key);
                _changes.Supersede(earlier, added.Number, wasSilent);
                _silent.ExceptWith(earlier);
                Owe(arrival, written, added, DueAt.AtOnce);
                return ReceiptKind.Accepted;
            default:
                return ReceiptKind.IdTaken;
        }
    }

    /// <param name="dueAt">Where its conversation cannot go on, or need not be waited for.</param>
    private void Owe(Arrival arrival, NewResponses.Written written, NewResponses.Revision revision, long dueAt)
    {
        if (!revision.IsNew || !keepsContent)
        {
            _bodies[revision.Key] = written.Body;
        }

        if (arrival.NoContent is not null && revision.IsNew)
        {
            _silent.Add(revision.Key);
        }

        foreach (JudgeIntake judge in judges)
        {
            // A known response may have come from a file, or before a judge was added. One that an earlier version of the judge
            // has judged is not judged again because somebody sent it twice: that is for `rejudge`, which tells what it costs.
            long due = judge.Rule.NotBefore(arrival.Response, DateTimeOffset.FromUnixTimeMilliseconds(revision.ReceivedAt))?.ToUnixTimeMilliseconds() ?? dueAt;
            if (_withoutTexts.Contains((revision.Key, judge.Run.JudgeVersion)))
            {
                if (arrival.NoContent is null && judge.Rule.Skips(arrival.Response) is null && _withoutTexts.Remove((revision.Key, judge.Run.JudgeVersion)))
                {
                    _again.Add((revision.Key, judge, revision.ReceivedAt, due));
                }
            }
            else if (_seen.Add((revision.Key, _names[judge.Run.JudgeVersion])))
            {
                (SkipReason Reason, string? Detail)? skip = arrival.NoContent is { } remedy ? (SkipReason.NoContent, remedy) : judge.Rule.Skips(arrival.Response);
                _added.Add(revision.Key, judge.Run.JudgeVersion, revision.ReceivedAt, skip, judge.Rule.Sample.Probability, due);
            }
        }
    }

    /// <summary>What could not be judged because its texts were not kept has come in again, with them.</summary>
    private void OweAgain()
    {
        foreach ((long key, JudgeIntake judge, long receivedAt, long due) in _again.OrderBy(a => a.Key))
        {
            session.Later("""
                UPDATE outcomes SET state = 0, reason = NULL, detail = NULL, inclusion_probability = $3, due_at = $4 WHERE response_key = $1 AND judge_version_key = $2 AND repeat = 0
                """, key, judge.Run.JudgeVersion, judge.Rule.Sample.Probability, due);
            _tallies.Move(judge.Run.JudgeVersion, receivedAt, (OutcomeState.Skipped, ContentNotKept), (OutcomeState.Owed, null));
        }
    }

    private Continuation Compare(NewResponses.Revision last, Response arrived)
    {
        if (last.Response is { } added)
        {
            return Continuations.Of(added, arrived);
        }

        (Response stored, bool isUnkept) = _last[last.Key];
        return Continuations.Of(stored, isUnkept ? UnkeptContent.Course(arrived) : arrived);
    }

    /// <summary>What was last said under those ids that something else comes under now.</summary>
    private async Task FindLastAsync(NewResponses stored, IEnumerable<NewResponses.Written> arrived)
    {
        long[] keys =
        [
            .. arrived.Where(a => !stored.Of(a.Id).Any(r => r.Hash.AsSpan().SequenceEqual(a.Hash))).Select(a => stored.Of(a.Id)[^1]).Where(r => !r.IsNew).Select(r => r.Key).Distinct(),
        ];
        if (keys.Length > 0)
        {
            _last = (await session.ListAsync(
                "SELECT response_key, coalesce(u.course, r.body), u.course IS NOT NULL FROM responses r LEFT JOIN unkept_responses u USING (response_key) WHERE response_key = ANY($1)",
                row => (row.GetInt64(0), (ResponseJson.Read(row.GetFieldValue<byte[]>(1), "ledger", row.GetInt64(0)), row.GetBoolean(2))), keys)).ToDictionary();
        }
    }

    private async Task FindAsync(long[] keys)
    {
        _names = (await session.ListAsync(
            "SELECT judge_version_key, name FROM judge_versions WHERE judge_version_key = ANY($1)", row => (row.GetInt64(0), row.GetString(1)),
            judges.Select(j => j.Run.JudgeVersion).ToArray())).ToDictionary();
        if (keys.Length == 0)
        {
            return;
        }

        foreach ((long key, long version, string judge, string? reason) in await session.ListAsync(
            "SELECT o.response_key, o.judge_version_key, v.name, o.reason FROM outcomes o JOIN judge_versions v USING (judge_version_key) WHERE o.response_key = ANY($1)",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.StringOrNull(3)), keys))
        {
            _seen.Add((key, judge));
            if (reason == NoContent)
            {
                _silent.Add(key);
            }
            else if (reason == ContentNotKept)
            {
                _withoutTexts.Add((key, version));
            }
        }
    }

    /// <param name="IsOurs">Not yet answered: its request is among these.</param>
    private sealed record KeyedAnswer(byte[] BodyHash, int Status, byte[] Answer, bool IsOurs);
}
