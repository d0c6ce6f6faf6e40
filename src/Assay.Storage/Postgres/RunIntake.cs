using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Saves the responses of a run, their place in it and what they owe its judge, in one transaction.</summary>
internal sealed class RunIntake(PostgresSession session, RunKey run, long worker, IntakeRule rule, long now, bool keepsContent)
{
    private static readonly string[] Reversible = [SkipReason.NotSampled.ToSnakeCase(), SkipReason.NotMatched.ToSnakeCase(), SkipReason.ContentNotKept.ToSnakeCase(), SkipReason.OverBudget.ToSnakeCase()];

    private readonly Tallies _tallies = new();
    private readonly NewOutcomes _added = new() { Repeat = run.Repeat };
    private readonly Dictionary<long, (long Position, string Place)> _items = [];
    private readonly Dictionary<long, Standing> _outcomes = [];
    private readonly List<(long Key, long Position, string Place)> _addedItems = [];
    private readonly List<(long Key, bool IsOwedAgain)> _widened = [];
    private readonly List<(long Key, byte[] Body)> _owed = [];
    private HashSet<long> _unkept = [];

    public async Task<Acceptance> AcceptAsync(IReadOnlyList<SourcedResponse> responses)
    {
        NewResponses.Written[] written = [.. responses.Select(r => NewResponses.Written.Of(r.Response, keepsContent))];
        NewResponses stored = await NewResponses.AddAsync(session, written, now);
        await FindAsync([.. stored.Earlier.Select(r => r.Key)]);
        var accepted = new List<AcceptedResponse>(responses.Count);
        InputException? conflict = null;
        for (int i = 0; i < written.Length && conflict is null; i++)
        {
            IReadOnlyList<NewResponses.Revision> revisions = stored.Of(written[i].Id);
            NewResponses.Revision? same = revisions.FirstOrDefault(r => r.Hash.AsSpan().SequenceEqual(written[i].Hash));
            if (revisions.Where(r => r != same && _items.ContainsKey(r.Key)).Select(r => _items[r.Key].Place).FirstOrDefault() is { } place)
            {
                conflict = new InputException(responses[i].Place,
                    $"the id \"{responses[i].Response.Id}\" already stands at {place} with other content.",
                    "Give each response an id of its own, or leave `id` out: it is then derived from the content.");
                await ForgetAsync(written[i..], stored, accepted);
                break;
            }

            accepted.Add(Accept(responses[i], written[i], same ?? await stored.AddRevisionAsync(session, written[i], now)));
        }

        Write();
        await _added.WriteAsync(session, _tallies);
        _tallies.Write(session);
        if (!keepsContent)
        {
            HeldTexts.Note(session, [.. stored.Added.Where(a => _outcomes.ContainsKey(a.Key))]);
        }

        HeldTexts.Hold(session, _owed);
        return new Acceptance(accepted, conflict);
    }

    private AcceptedResponse Accept(SourcedResponse sourced, NewResponses.Written written, NewResponses.Revision revision)
    {
        bool wasOwed = _outcomes.TryGetValue(revision.Key, out Standing was) && was.State == OutcomeState.Owed;
        OutcomeState state = Owe(sourced, revision);
        if (state == OutcomeState.Owed && !wasOwed && !(revision.IsNew && keepsContent))
        {
            _owed.Add((revision.Key, written.Body));
        }

        bool isKnown = _items.TryGetValue(revision.Key, out (long Position, string Place) item);
        if (!isKnown)
        {
            _items[revision.Key] = (sourced.Position, sourced.Place);
            _addedItems.Add((revision.Key, sourced.Position, sourced.Place));
        }

        // A run that is continued meets its own items again, at the same position; a repeated line stands at another.
        return new AcceptedResponse(revision.Key, DateTimeOffset.FromUnixTimeMilliseconds(revision.ReceivedAt), sourced.Response, state, !isKnown || item.Position == sourced.Position)
        {
            IsUnkept = revision.IsNew ? !keepsContent : _unkept.Contains(revision.Key),
        };
    }

    /// <summary>
    /// A wider sample holds all of a narrower one, so what both decided about counts as drawn by the wider one; also what is
    /// judged already, else it would weigh more than the responses that came in with it.
    /// </summary>
    private OutcomeState Owe(SourcedResponse sourced, NewResponses.Revision revision)
    {
        (SkipReason Reason, string? Detail)? skip = rule.Skips(sourced.Response);
        double probability = rule.Sample.Probability;
        if (!_outcomes.TryGetValue(revision.Key, out Standing was))
        {
            OutcomeState state = _added.Add(revision.Key, run.JudgeVersion, revision.ReceivedAt, skip, probability, dueAt: null, worker);
            _outcomes[revision.Key] = new Standing(state, skip?.Reason.ToSnakeCase(), probability);
            return state;
        }

        bool isOwedAgain = skip is null && (was.State == OutcomeState.Skipped
            ? Reversible.Contains(was.Reason)
            : was.State == OutcomeState.Unscored && rule.AsksFailedAgain && !_items.ContainsKey(revision.Key));
        if (isOwedAgain || was.Probability < probability)
        {
            _widened.Add((revision.Key, isOwedAgain));
            _outcomes[revision.Key] = isOwedAgain ? new Standing(OutcomeState.Owed, null, probability) : was with { Probability = probability };
        }

        if (isOwedAgain && run.Repeat == 0)
        {
            _tallies.Move(run.JudgeVersion, revision.ReceivedAt, (was.State, was.Reason), (OutcomeState.Owed, null));
        }

        return _outcomes[revision.Key].State;
    }

    private async Task FindAsync(long[] keys)
    {
        if (keys.Length == 0)
        {
            return;
        }

        foreach ((long key, long position, string place) in await session.ListAsync(
            "SELECT response_key, position, place FROM run_items WHERE run_key = $1 AND response_key = ANY($2)", row => (row.GetInt64(0), row.GetInt64(1), row.Text(2)), run.Run, keys))
        {
            _items[key] = (position, place);
        }

        foreach ((long key, Standing outcome) in await session.ListAsync("""
            SELECT response_key, state, reason, inclusion_probability FROM outcomes WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = $3
            ORDER BY response_key FOR UPDATE
            """, row => (row.GetInt64(0), new Standing((OutcomeState)row.GetInt32(1), row.StringOrNull(2), row.GetDouble(3))), keys, run.JudgeVersion, run.Repeat))
        {
            _outcomes[key] = outcome;
        }

        _unkept = [.. await session.ListAsync("SELECT response_key FROM unkept_responses WHERE response_key = ANY($1)", row => row.GetInt64(0), keys)];
    }

    private void Write()
    {
        session.Later(
            "INSERT INTO run_items SELECT $1, * FROM unnest($2, $3, $4) ON CONFLICT DO NOTHING",
            run.Run, _addedItems.Select(i => i.Key).ToArray(), _addedItems.Select(i => i.Position).ToArray(), _addedItems.Select(i => RowReading.Utf8(i.Place)!).ToArray());
        session.Later("""
            UPDATE outcomes o SET inclusion_probability = greatest(inclusion_probability, $3), state = CASE WHEN u.again THEN 0 ELSE state END,
                reason = CASE WHEN u.again THEN NULL ELSE reason END, detail = CASE WHEN u.again THEN NULL ELSE detail END,
                raw_reply = CASE WHEN u.again THEN NULL ELSE raw_reply END, decided_at = CASE WHEN u.again THEN NULL ELSE decided_at END
            FROM unnest($1, $4) AS u (response_key, again) WHERE o.response_key = u.response_key AND o.judge_version_key = $2 AND o.repeat = $5
            """, _widened.Select(w => w.Key).ToArray(), run.JudgeVersion, rule.Sample.Probability, _widened.Select(w => w.IsOwedAgain).ToArray(), run.Repeat);
        // What nobody else has is this run's, so that no service takes it up while the run is at it.
        session.Later(
            "UPDATE outcomes SET claimed_by = $3 WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = $4 AND state = 0 AND claimed_by IS NULL",
            _outcomes.Where(o => o.Value.State == OutcomeState.Owed).Select(o => o.Key).ToArray(), run.JudgeVersion, worker, run.Repeat);
    }

    /// <summary>What stands behind the one that cannot be accepted was added too early.</summary>
    private async Task ForgetAsync(NewResponses.Written[] behind, NewResponses stored, List<AcceptedResponse> accepted)
    {
        var kept = accepted.Select(a => a.Key).ToHashSet();
        long[] keys = [.. behind.SelectMany(b => stored.Of(b.Id)).Where(r => r.IsNew && !kept.Contains(r.Key)).Select(r => r.Key).Distinct()];
        await session.ExecuteAsync("DELETE FROM responses WHERE response_key = ANY($1)", keys);
    }

    private readonly record struct Standing(OutcomeState State, string? Reason, double Probability);
}
