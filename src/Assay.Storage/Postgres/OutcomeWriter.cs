using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
using Assay.Storage.Postgres.Batching;
using Assay.Storage.Sqlite;

namespace Assay.Storage.Postgres;

/// <summary>
/// Saves what came of judging, in the caller's transaction. An outcome that is already final, or that another worker has claimed
/// since, stays as it is; its attempts are counted all the same, for they were paid.
/// </summary>
internal sealed class OutcomeWriter(PostgresSession session, RunKey run, Telling telling, long worker, long now)
{
    /// <summary>Six attempts in a row failed: the service leaves the provider some time before it tries the response again.</summary>
    private static readonly TimeSpan ParkedFor = TimeSpan.FromMinutes(2);

    private readonly Tallies _tallies = new();
    private readonly Dictionary<DateOnly, long> _spent = [];
    private readonly List<Change> _changes = [];
    private readonly List<(long Key, CriterionScore Score)> _scores = [];
    private readonly List<(long Key, ScoreSample Sample)> _samples = [];
    private readonly List<(long Key, Verdict Verdict)> _decided = [];
    private readonly List<(long Key, int Number, Attempt Attempt, long NanoUsd)> _attempts = [];
    private readonly List<(long Key, PanelVerdict Panel, bool IsUnkept)> _panels = [];

    public async Task RecordAsync(IReadOnlyList<JudgedResponse> judged)
    {
        long[] keys = [.. judged.Select(j => j.Key).Distinct()];
        // In one order, so that two who record the same never wait for each other in a circle.
        Dictionary<long, Standing> standing = (await session.ListAsync("""
            SELECT response_key, state, claimed_by, due_at FROM outcomes WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = $3
            ORDER BY response_key FOR UPDATE
            """, row => (row.GetInt64(0), new Standing((OutcomeState)row.GetInt32(1), row.LongOrNull(2), row.LongOrNull(3))), keys, run.JudgeVersion, run.Repeat)).ToDictionary();
        Dictionary<long, int> numbers = (await session.ListAsync(
            "SELECT response_key, max(attempt) FROM attempts WHERE run_key = $1 AND response_key = ANY($2) GROUP BY 1", row => (row.GetInt64(0), row.GetInt32(1)), run.Run, keys)).ToDictionary();
        foreach (JudgedResponse response in judged)
        {
            (long cost, double latency) = AddAttempts(response, numbers);
            if (standing.TryGetValue(response.Key, out Standing was))
            {
                Change change = Changed(response, was) with { Questions = QuestionsColumn.Write(response.Questions), Attempts = response.Judged.Attempts.Count, CostNanoUsd = cost, LatencyMs = latency };
                _changes.Add(change);
                standing[response.Key] = was with { State = change.State, Claim = change.IsReleased ? null : was.Claim, Due = change.Due };
            }
        }

        Write();
        SpendingRows.Add(session, run, worker, _spent);
        BatchItemRows.Close(session, run, judged);
        foreach ((string kind, long n) in WithheldTable.Sums(judged))
        {
            session.Later("""
                INSERT INTO withheld (judge, day, kind, n) SELECT name, (to_timestamp($2 / 1000.0) AT TIME ZONE 'UTC')::date, $3, $4 FROM judge_versions WHERE judge_version_key = $1
                ON CONFLICT (judge, day, kind) DO UPDATE SET n = withheld.n + excluded.n
                """, run.JudgeVersion, now, kind, n);
        }

        OutboxRows.Owe(session, telling.Receivers, (telling.Judge, run.JudgeVersion), _decided, now);
        FailPoint.Hit("recording");
        _tallies.Write(session);
        await session.SendAsync();
    }

    private Change Changed(JudgedResponse response, Standing was)
    {
        var same = new Change(response.Key) { State = was.State, Due = was.Due };
        if (was.State != OutcomeState.Owed || (was.Claim is { } other && other != worker))
        {
            return same;
        }

        switch (response.Judged)
        {
            case Judged.Decided { Verdict: Verdict.Scored scored } decided:
                _scores.AddRange(scored.Scores.Select(s => (response.Key, s)));
                return Decided(same, response, decided) with { State = OutcomeState.Scored, Overall = scored.Overall, FailureCode = scored.FailureCode };
            case Judged.Decided { Verdict: Verdict.Unscored unscored } decided:
                string reason = unscored.Reason.ToSnakeCase();
                return Decided(same, response, decided, reason) with { State = OutcomeState.Unscored, Reason = reason, Detail = unscored.Detail, RawReply = unscored.RawReply };
            case Judged.Skipped skipped:
                if (run.Repeat == 0)
                {
                    _tallies.Move(run.JudgeVersion, response.ReceivedAt.ToUnixTimeMilliseconds(), (OutcomeState.Owed, null), (OutcomeState.Skipped, skipped.Reason.ToSnakeCase()));
                }

                return same with { IsWritten = true, IsReleased = true, Due = null, State = OutcomeState.Skipped, Reason = skipped.Reason.ToSnakeCase(), Detail = skipped.Detail };
            case Judged.Parked parked:
                long? due = was.Due is not null && parked.IsPutOff ? now + (long)ParkedFor.TotalMilliseconds : was.Due;
                return same with { IsWritten = true, Detail = parked.Error, Due = due, IsReleased = parked.IsPutOff && was.Due is not null };
            case Judged.Paused paused:
                return same with { IsWritten = true, Detail = paused.Error };
            default:
                return same;
        }
    }

    private Change Decided(Change change, JudgedResponse response, Judged.Decided decided, string? reason = null)
    {
        if (decided.Panel is { } panel)
        {
            _panels.Add((response.Key, panel, response.IsUnkept));
        }

        _samples.AddRange(decided.Samples.Select(s => (response.Key, s)));
        // Of several repeats only the first counts in figures, and is told outside.
        if (run.Repeat == 0)
        {
            _decided.Add((response.Key, decided.Verdict));
            _tallies.Move(
                run.JudgeVersion, response.ReceivedAt.ToUnixTimeMilliseconds(), (OutcomeState.Owed, null), (reason is null ? OutcomeState.Scored : OutcomeState.Unscored, reason));
        }

        return change with
        {
            IsWritten = true, IsReleased = true, Due = null, DecidedAt = now, Neutralised = decided.Neutralised, Origin = (int)decided.Origin, SavedNanoUsd = Money.ToNano(decided.SavedUsd),
            Share = decided.Share, WithheldSamples = decided.WithheldSamples, WithheldMembers = decided.WithheldMembers,
        };
    }

    private (long CostNanoUsd, double LatencyMs) AddAttempts(JudgedResponse response, Dictionary<long, int> numbers)
    {
        long cost = 0;
        double latency = 0;
        foreach (Attempt attempt in response.Judged.Attempts)
        {
            long own = Money.ToNano(attempt.CostUsd);
            cost += own;
            latency += attempt.Duration.TotalMilliseconds;
            numbers[response.Key] = numbers.GetValueOrDefault(response.Key) + 1;
            _attempts.Add((response.Key, numbers[response.Key], attempt, own));
            if (own != 0)
            {
                var day = DateOnly.FromDateTime(attempt.StartedAt.UtcDateTime);
                _spent[day] = _spent.GetValueOrDefault(day) + own;
            }
        }

        return (cost, latency);
    }

    private void Write()
    {
        // A response may stand twice among what is recorded; an UPDATE takes each row once.
        foreach (IEnumerable<Change> round in _changes.GroupBy(c => c.Key).SelectMany(g => g.Select((change, time) => (Change: change, Time: time))).GroupBy(c => c.Time, c => c.Change))
        {
            Write([.. round]);
        }

        if (_scores.Count > 0)
        {
            session.Later("""
                INSERT INTO criterion_scores (response_key, judge_version_key, repeat, criterion, score, label, reason, evidence) SELECT key, $2, $8, criterion, score, label, reason, evidence
                FROM unnest($1, $3, $4, $5, $6, $7) AS u (key, criterion, score, label, reason, evidence)
                """,
                _scores.Select(s => s.Key).ToArray(), run.JudgeVersion, _scores.Select(s => s.Score.Criterion).ToArray(), _scores.Select(s => s.Score.Value).ToArray(),
                _scores.Select(s => RowReading.Utf8(s.Score.Label)).ToArray(), _scores.Select(s => RowReading.Utf8(s.Score.Reason)).ToArray(),
                _scores.Select(s => EvidenceColumn.Write(s.Score.Evidence)).ToArray(), run.Repeat);
        }

        PanelRows.Save(session, run, _panels);
        SampleRows.Save(session, run, _samples);
        if (_attempts.Count > 0)
        {
            session.Later("""
                INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, status_code, form, model, request_id,
                    input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd, lane, stage, member, cache_write_tokens)
                SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
                """,
                run.Run, _attempts.Select(a => a.Key).ToArray(), _attempts.Select(a => a.Attempt.Question).ToArray(), _attempts.Select(a => a.Number).ToArray(),
                _attempts.Select(a => a.Attempt.StartedAt.ToUnixTimeMilliseconds()).ToArray(), _attempts.Select(a => a.Attempt.Duration.TotalMilliseconds).ToArray(),
                _attempts.Select(a => a.Attempt.Result.ToSnakeCase()).ToArray(), _attempts.Select(a => RowReading.Utf8(a.Attempt.Error)).ToArray(),
                _attempts.Select(a => a.Attempt.StatusCode).ToArray(), _attempts.Select(a => a.Attempt.Form.ToSnakeCase()).ToArray(),
                _attempts.Select(a => RowReading.Utf8(a.Attempt.Model)).ToArray(), _attempts.Select(a => RowReading.Utf8(a.Attempt.RequestId)).ToArray(),
                _attempts.Select(a => (long)a.Attempt.InputTokens).ToArray(), _attempts.Select(a => (long)a.Attempt.CachedTokens).ToArray(), _attempts.Select(a => (long)a.Attempt.OutputTokens).ToArray(),
                _attempts.Select(a => a.Attempt.Estimated).ToArray(), _attempts.Select(a => a.NanoUsd).ToArray(), _attempts.Select(a => (int)a.Attempt.Lane).ToArray(),
                _attempts.Select(a => a.Attempt.Stage).ToArray(), _attempts.Select(a => a.Attempt.Member).ToArray(), _attempts.Select(a => a.Attempt.CacheWriteTokens).ToArray());
        }
    }

    private void Write(Change[] changes)
    {
        Change[] written = [.. changes.Where(c => c.IsWritten)];
        if (written.Length > 0)
        {
            session.Later("""
                UPDATE outcomes o SET state = u.state, reason = u.reason, detail = u.detail, overall = u.overall, failure_code = u.failure_code, raw_reply = u.raw_reply,
                    neutralised = u.neutralised, origin = u.origin, saved_nano_usd = u.saved, decided_at = u.decided_at, due_at = u.due, questions = coalesce(u.questions, o.questions),
                    inclusion_probability = o.inclusion_probability * u.share, withheld_samples = u.withheld, withheld_members = u.withheld_members,
                    claimed_by = CASE WHEN u.released THEN NULL ELSE o.claimed_by END
                FROM unnest($1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $17, $18, $19)
                    AS u (key, state, reason, detail, overall, failure_code, raw_reply, neutralised, origin, saved, decided_at, due, released, questions, share, withheld, withheld_members)
                WHERE o.response_key = u.key AND o.judge_version_key = $2 AND o.repeat = $16
                """,
                written.Select(c => c.Key).ToArray(), run.JudgeVersion, written.Select(c => (int)c.State).ToArray(), written.Select(c => c.Reason).ToArray(),
                written.Select(c => RowReading.Utf8(c.Detail)).ToArray(), written.Select(c => c.Overall).ToArray(), written.Select(c => RowReading.Utf8(c.FailureCode)).ToArray(),
                written.Select(c => RowReading.Utf8(c.RawReply)).ToArray(), written.Select(c => c.Neutralised).ToArray(), written.Select(c => c.Origin).ToArray(),
                written.Select(c => c.SavedNanoUsd).ToArray(), written.Select(c => c.DecidedAt).ToArray(), written.Select(c => c.Due).ToArray(), written.Select(c => c.IsReleased).ToArray(), written.Select(c => c.Questions).ToArray(), run.Repeat,
                written.Select(c => c.Share).ToArray(), written.Select(c => c.WithheldSamples).ToArray(), written.Select(c => c.WithheldMembers).ToArray());
        }

        Change[] paid = [.. changes.Where(c => c.Attempts > 0)];
        if (paid.Length > 0)
        {
            session.Later("""
                UPDATE outcomes o SET attempts = o.attempts + u.attempts, cost_nano_usd = o.cost_nano_usd + u.cost, latency_ms = o.latency_ms + u.latency
                FROM unnest($1, $3, $4, $5) AS u (key, attempts, cost, latency) WHERE o.response_key = u.key AND o.judge_version_key = $2 AND o.repeat = $6
                """,
                paid.Select(c => c.Key).ToArray(), run.JudgeVersion, paid.Select(c => c.Attempts).ToArray(), paid.Select(c => c.CostNanoUsd).ToArray(), paid.Select(c => c.LatencyMs).ToArray(), run.Repeat);
        }
    }

    private readonly record struct Standing(OutcomeState State, long? Claim, long? Due);

    /// <summary>What changes in one outcome.</summary>
    private sealed record Change(long Key)
    {
        /// <summary>False where only what was paid is counted.</summary>
        public bool IsWritten { get; init; }

        /// <summary>Nobody has it any more.</summary>
        public bool IsReleased { get; init; }

        public OutcomeState State { get; init; }

        public string? Reason { get; init; }

        public string? Detail { get; init; }

        public double? Overall { get; init; }

        public string? FailureCode { get; init; }

        public string? RawReply { get; init; }

        public double Share { get; init; } = 1;

        public int WithheldSamples { get; init; }

        public int WithheldMembers { get; init; }

        public int Neutralised { get; init; }

        public int Origin { get; init; }

        public long SavedNanoUsd { get; init; }

        public long? DecidedAt { get; init; }

        public long? Due { get; init; }

        /// <summary>Null: as they stand.</summary>
        public byte[]? Questions { get; init; }

        public long Attempts { get; init; }

        public long CostNanoUsd { get; init; }

        public double LatencyMs { get; init; }
    }
}
