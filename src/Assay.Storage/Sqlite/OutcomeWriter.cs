using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite.Batching;
using Assay.Storage.Sqlite.Outbound;

namespace Assay.Storage.Sqlite;

/// <summary>Saves what came of judging, in the caller's transaction. An outcome that is already final stays as it is; its attempts are counted all the same, for they were paid.</summary>
internal sealed class OutcomeWriter(Database database, Tallies tallies, OutboxWriter outbox, TimeProvider clock) : IDisposable
{
    private const string CountAttempts = "attempts = attempts + ?3, cost_nano_usd = cost_nano_usd + ?4, latency_ms = latency_ms + ?5, questions = coalesce(?20, questions)";
    private const string Decide = "decided_at = ?6, neutralised = ?7, origin = ?8, saved_nano_usd = ?9, inclusion_probability = inclusion_probability * ?22, withheld_samples = ?23, withheld_members = ?24";
    /// <summary>Six attempts in a row failed: the service leaves the provider some time before it tries the response again.</summary>
    private static readonly TimeSpan ParkedFor = TimeSpan.FromMinutes(2);

    private const string OfResponse = "WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = ?21";

    private readonly Statement _score = new(database, $"""
        UPDATE outcomes SET {CountAttempts}, {Decide}, state = 1, due_at = NULL, detail = NULL, overall = ?10, failure_code = ?11 {OfResponse} AND state = 0
        """);

    private readonly Statement _leaveUnscored = new(database, $"""
        UPDATE outcomes SET {CountAttempts}, {Decide}, state = 2, due_at = NULL, reason = ?10, detail = ?11, raw_reply = ?12 {OfResponse} AND state = 0
        """);

    private readonly Statement _skip = new(database, $"UPDATE outcomes SET state = 3, due_at = NULL, reason = ?3, detail = ?4 {OfResponse} AND state = 0");

    private readonly Statement _keepOwed = new(database, $"UPDATE outcomes SET {CountAttempts}, detail = ?6, due_at = iif(due_at IS NULL, NULL, coalesce(?7, due_at)) {OfResponse} AND state = 0");

    private readonly Statement _count = new(database, $"UPDATE outcomes SET {CountAttempts} {OfResponse}");

    private readonly Statement _addScore = new(database, """
        INSERT INTO criterion_scores (response_key, judge_version_key, repeat, criterion, score, label, reason, evidence) VALUES (?1, ?2, ?8, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SampleTable _samples = new(database);

    private readonly Statement _addAttempt = new(database, """
        INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, status_code, form, model,
            request_id, input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd, lane, stage, member, cache_write_tokens)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) ON CONFLICT DO NOTHING
        """);

    private readonly PanelTables _panels = new(database);

    public void Record(RunKey run, IReadOnlyList<JudgedResponse> judged)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var spent = new Dictionary<DateOnly, long>();
        tallies.Begin();
        outbox.Begin();
        foreach (JudgedResponse response in judged)
        {
            (long cost, double latency) = AddAttempts(run, response, spent);
            int updated = Update(run, response, cost, latency, now);
            if (updated == 0 && response.Judged.Attempts.Count > 0)
            {
                Counted(_count, run, response, cost, latency).Execute();
            }

            if (updated == 1)
            {
                _panels.Save(run, response);
                _samples.Save(run, response.Key, response.Judged is Judged.Decided { Samples: var samples } ? samples : []);
            }

            if (updated == 1 && run.Repeat == 0 && response.Judged is Judged.Decided decided)
            {
                outbox.Owe(run.JudgeVersion, response.Key, decided.Verdict, now);
            }
        }

        SpendingTable.Add(database, run, spent);
        BatchItemTable.Close(database, run, judged);
        WithheldTable.Add(database, run, judged, now);
        outbox.Write();
        FailPoint.Hit("recording");
        tallies.Write();
    }

    public void Dispose()
    {
        _score.Dispose();
        _leaveUnscored.Dispose();
        _skip.Dispose();
        _keepOwed.Dispose();
        _count.Dispose();
        _addScore.Dispose();
        _samples.Dispose();
        _addAttempt.Dispose();
        _panels.Dispose();
    }

    /// <returns>0 where the outcome is final already.</returns>
    private int Update(RunKey run, JudgedResponse response, long cost, double latency, long now)
    {
        switch (response.Judged)
        {
            case Judged.Decided { Verdict: Verdict.Scored scored } decided:
                int updated = Decided(Counted(_score, run, response, cost, latency), decided, now).Set(10, scored.Overall).Set(11, scored.FailureCode).Execute();
                if (updated == 1)
                {
                    AddScores(run, response.Key, scored.Scores);
                    Count(run, response, OutcomeState.Scored, reason: null);
                }

                return updated;
            case Judged.Decided { Verdict: Verdict.Unscored unscored } decided:
                int left = Decided(Counted(_leaveUnscored, run, response, cost, latency), decided, now)
                    .SetText(10, Utf8Name<UnscoredReason>.Of(unscored.Reason)).Set(11, unscored.Detail).Set(12, unscored.RawReply).Execute();
                if (left == 1)
                {
                    Count(run, response, OutcomeState.Unscored, unscored.Reason.ToSnakeCase());
                }

                return left;
            case Judged.Skipped skipped:
                int leftOut = _skip.Set(1, response.Key).Set(2, run.JudgeVersion).SetText(3, Utf8Name<SkipReason>.Of(skipped.Reason)).Set(4, skipped.Detail).Set(21, run.Repeat).Execute();
                if (leftOut == 1 && run.Repeat == 0)
                {
                    tallies.Move(run.JudgeVersion, response.ReceivedAt.ToUnixTimeMilliseconds(), (OutcomeState.Owed, null), (OutcomeState.Skipped, skipped.Reason.ToSnakeCase()));
                }

                return leftOut;
            case Judged.Parked parked:
                return Counted(_keepOwed, run, response, cost, latency).Set(6, parked.Error).Set(7, parked.IsPutOff ? now + (long)ParkedFor.TotalMilliseconds : null).Execute();
            case Judged.Paused paused:
                return Counted(_keepOwed, run, response, cost, latency).Set(6, paused.Error).SetNull(7).Execute();
            default:
                return 0;
        }
    }

    /// <summary>Of several samples only the first counts in figures.</summary>
    private void Count(RunKey run, JudgedResponse response, OutcomeState state, string? reason)
    {
        if (run.Repeat == 0)
        {
            tallies.Move(run.JudgeVersion, response.ReceivedAt.ToUnixTimeMilliseconds(), (OutcomeState.Owed, null), (state, reason));
            tallies.Decided.Add(response.Key, run.JudgeVersion);
        }
    }

    private static Statement Decided(Statement update, Judged.Decided decided, long now) =>
        update.Set(6, now).Set(7, decided.Neutralised).Set(8, (long)decided.Origin).Set(9, Money.ToNano(decided.SavedUsd)).Set(22, decided.Share).Set(23, decided.WithheldSamples).Set(24, decided.WithheldMembers);

    private static Statement Counted(Statement update, RunKey run, JudgedResponse response, long cost, double latency) =>
        update.Set(1, response.Key).Set(2, run.JudgeVersion).Set(3, response.Judged.Attempts.Count).Set(4, cost).Set(5, latency).SetBlob(20, QuestionsColumn.Write(response.Questions)).Set(21, run.Repeat);

    private void AddScores(RunKey run, long key, IReadOnlyList<CriterionScore> scores)
    {
        foreach (CriterionScore score in scores)
        {
            _addScore.Set(1, key).Set(2, run.JudgeVersion).Set(3, score.Criterion).Set(4, score.Value).Set(5, score.Label).Set(6, score.Reason)
                .SetText(7, EvidenceColumn.Write(score.Evidence)).Set(8, run.Repeat).Execute();
        }
    }

    private (long CostNanoUsd, double LatencyMs) AddAttempts(RunKey run, JudgedResponse response, Dictionary<DateOnly, long> spent)
    {
        long cost = 0;
        double latency = 0;
        int number = 0;
        foreach (Attempt attempt in response.Judged.Attempts)
        {
            long own = Money.ToNano(attempt.CostUsd);
            cost += own;
            latency += attempt.Duration.TotalMilliseconds;
            _addAttempt.Set(1, run.Run).Set(2, response.Key).Set(3, attempt.Question).Set(5, attempt.StartedAt.ToUnixTimeMilliseconds())
                .Set(6, attempt.Duration.TotalMilliseconds).SetText(7, Utf8Name<AttemptResult>.Of(attempt.Result)).Set(8, attempt.Error)
                .Set(9, attempt.StatusCode).SetText(10, Utf8Name<ReplyForm>.Of(attempt.Form)).Set(11, attempt.Model).Set(12, attempt.RequestId)
                .Set(13, attempt.InputTokens).Set(14, attempt.CachedTokens).Set(15, attempt.OutputTokens).Set(16, attempt.Estimated ? 1 : 0).Set(17, own).Set(18, (long)attempt.Lane)
                .Set(19, (long?)attempt.Stage).Set(20, attempt.Member).Set(21, attempt.CacheWriteTokens);

            // The next number that an earlier sitting of the run has not taken; there seldom was one.
            while (_addAttempt.Set(4, ++number).Execute() == 0)
            {
            }

            if (own != 0)
            {
                var day = DateOnly.FromDateTime(attempt.StartedAt.UtcDateTime);
                spent[day] = spent.GetValueOrDefault(day) + own;
            }
        }

        return (cost, latency);
    }
}
